import type { InboxItem } from '../../../src/api/shapes.ts';
import { runHref } from '../../address.ts';
import { Figures } from '../../components/figures.tsx';
import { Go } from '../../components/go.tsx';
import { Ago } from '../../components/time.tsx';

/** What people were told: incidents and notices, newest first. */
export function Inbox({ items }: { items: readonly InboxItem[] }) {
  return (
    <aside className="inbox" aria-label="Inbox">
      <h2>Inbox</h2>
      {items.length === 0 && <p className="quiet">Notices and incidents arrive here.</p>}
      <ul>
        {items.map((item) => (
          <li key={item.id} className="inbox-item" data-tone={item.tone} data-kind={item.kind}>
            <p className="inbox-meta">
              <span className="inbox-kind">{item.kind === 'incident' ? 'Incident' : `To ${item.to.join(', ')}`}</span>
              <Ago at={item.at} />
            </p>
            <h3>
              <Go to={runHref(item.runId)}>{item.title}</Go>
            </h3>
            {item.body !== '' && <p className="inbox-body">{item.body}</p>}
            {item.evidence.length > 0 && (
              <details>
                <summary>Evidence</summary>
                {item.evidence.map((record, index) => (
                  <Figures key={index} figures={record} />
                ))}
              </details>
            )}
          </li>
        ))}
      </ul>
    </aside>
  );
}
