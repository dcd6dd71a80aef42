import { Go } from '../components/go.tsx';

export function NotFoundPage() {
  return (
    <main className="lost">
      <h1>There is nothing at this address.</h1>
      <Go to="/">See what is live where</Go>
    </main>
  );
}
