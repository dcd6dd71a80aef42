/** Longer than this, only the first sentence is read at a glance. */
const GLANCE_CHARACTERS = 180;

/** A record in words: its first sentence, and the rest one click away where it is long. */
export function Sentence({ text }: { text: string }) {
  const end = text.indexOf('. ') + 1;
  if (text.length <= GLANCE_CHARACTERS || end === 0) return <p className="sentence">{text}</p>;
  return (
    <div className="sentence">
      <p>{text.slice(0, end)}</p>
      <details>
        <summary>In full</summary>
        <p>{text.slice(end + 1)}</p>
      </details>
    </div>
  );
}
