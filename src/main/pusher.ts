/** Who a push through the local repository's hook is from: the hook can't know which person pushed. */
export const PUSHER = 'push-hook';
