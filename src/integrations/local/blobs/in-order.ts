/** Runs actions of one name one after the other, in the order they were asked for; those of different names side by side. */
export function inOrder(): <T>(name: string, action: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (name, action) => {
    // One that failed has told its own caller.
    const mine = (last.get(name) ?? Promise.resolve()).then(action, action);
    last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (last.get(name) === mine) last.delete(name);
    }
  };
}
