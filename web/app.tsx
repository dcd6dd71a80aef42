import { usePlace } from './address.ts';
import { HomePage } from './pages/home/home-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { RunPage } from './pages/run/run-page.tsx';
import { ServerOfPage } from './server.tsx';

/** The whole application: one page for each path. */
export function App() {
  return (
    <ServerOfPage>
      <Page />
    </ServerOfPage>
  );
}

function Page() {
  const { path, step } = usePlace();
  const run = /^\/runs\/([^/]+)\/?$/.exec(path)?.[1];
  if (run !== undefined) {
    const id = decoded(run);
    return <RunPage key={id} id={id} selected={step} />;
  }
  return path === '/' ? <HomePage /> : <NotFoundPage />;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
