import type { Refusal } from '../../src/api/shapes.ts';

/** What the server refused, and what to do about it. */
export function RefusalNote({ refusal }: { refusal: Refusal | undefined }) {
  return (
    <div className="refusal" role="alert">
      {refusal && (
        <p>
          <strong>{refusal.message}</strong> {refusal.hint}
        </p>
      )}
    </div>
  );
}
