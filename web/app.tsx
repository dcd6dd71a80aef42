import { usePlace } from './address.ts';
import { EnvironmentPage } from './pages/environment/environment-page.tsx';
import { EvidencePage } from './pages/evidence/evidence-page.tsx';
import { HistoryPage } from './pages/history/history-page.tsx';
import { HomePage } from './pages/home/home-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { ReviewPage } from './pages/review/review-page.tsx';
import { RunPage } from './pages/run/run-page.tsx';
import { SettingsPage } from './pages/settings/settings-page.tsx';
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
  const [area, name, part, node, ...more] = path.split('/').slice(1).map(decoded);
  if (path === '/') return <HomePage />;
  if (area === 'runs' && name && more.length === 0) {
    if (!part) return <RunPage key={name} id={name} selected={step} />;
    if (part === 'review' && node) return <ReviewPage key={path} id={name} node={node} />;
    if (part === 'evidence' && node) return <EvidencePage key={path} id={name} node={node} />;
  }
  if (area === 'environments' && name && !part) return <EnvironmentPage key={name} name={name} />;
  if (area === 'history' && !name) return <HistoryPage />;
  if (area === 'settings' && !name) return <SettingsPage />;
  return <NotFoundPage />;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
