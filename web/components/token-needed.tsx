import { useState, type SubmitEvent } from 'react';
import { RefusalNote } from './refusal.tsx';
import { useServer } from '../server.tsx';

/** Stands where buttons would be while this tab has no token: how to get one. `command` does the same in a terminal. */
export function TokenNeeded({ command }: { command: string }) {
  const { giveToken, tokenRefusal } = useServer();
  const [text, setText] = useState('');
  const give = (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() !== '') giveToken(text);
  };
  return (
    <form className="token-needed" onSubmit={give}>
      <p>
        This tab has no token, so it may only look. Open the address that <code>shipchart up</code> printed (it carries
        the token), paste the token here, or use a terminal: <code>{command}</code>
      </p>
      <div className="field-row">
        <input
          type="password"
          autoComplete="off"
          aria-label="Token"
          placeholder="Token"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button">
          Use
        </button>
      </div>
      <RefusalNote refusal={tokenRefusal} />
    </form>
  );
}
