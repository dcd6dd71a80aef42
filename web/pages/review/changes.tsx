import { Figures } from '../../components/figures.tsx';
import type { ReviewFigures } from '../../live/review-figures.ts';
import { shortCommit } from '../../live/standing.ts';

const FILES_SHOWN_FIRST = 12;

/** Commits and files since the live release, with how much of each file changes. */
export function Changes({ figures, before }: { figures: ReviewFigures; before: string | undefined }) {
  const { commits, files, filesInAll, linesAdded, linesRemoved, rest } = figures;
  return (
    <section className="card" aria-labelledby="changes">
      <h2 id="changes">What changes{before !== undefined && ` since ${before}`}</h2>
      {commits.length > 0 && (
        <ul className="commits">
          {commits.map(({ id, author, subject }) => (
            <li key={id}>
              <code>{shortCommit(id)}</code> <strong>{subject}</strong> <span className="quiet">{author}</span>
            </li>
          ))}
        </ul>
      )}
      {filesInAll > 0 && (
        <p className="files-sum">
          {filesInAll} {filesInAll === 1 ? 'file' : 'files'}, <span className="added">+{linesAdded}</span>{' '}
          <span className="removed">−{linesRemoved}</span> lines
        </p>
      )}
      <Files files={files.slice(0, FILES_SHOWN_FIRST)} />
      {files.length > FILES_SHOWN_FIRST && (
        <details>
          <summary>{filesInAll - FILES_SHOWN_FIRST} smaller ones</summary>
          <Files files={files.slice(FILES_SHOWN_FIRST)} />
          {filesInAll > files.length && <p className="quiet">and {filesInAll - files.length} more</p>}
        </details>
      )}
      {Object.keys(rest).length > 0 && <Figures figures={rest} />}
    </section>
  );
}

function Files({ files }: Pick<ReviewFigures, 'files'>) {
  return (
    <ul className="files">
      {files.map(({ path, added, removed }) => (
        <li key={path}>
          <span className="file-path">{path}</span>
          <span className="added">+{added}</span>
          <span className="removed">−{removed}</span>
          <DiffBar added={added} removed={removed} />
        </li>
      ))}
    </ul>
  );
}

const BAR_PARTS = 5;

/** How much of it is new and how much gone, at a glance; the numbers beside it say the same. */
function DiffBar({ added, removed }: { added: number; removed: number }) {
  const all = added + removed;
  const parts = Math.min(BAR_PARTS, all);
  const green = all === 0 ? 0 : Math.round((added / all) * parts);
  return (
    <svg className="diff-bar" viewBox="0 0 50 10" aria-hidden="true">
      {Array.from({ length: BAR_PARTS }, (_, index) => (
        <rect
          key={index}
          data-part={index < green ? 'added' : index < parts ? 'removed' : 'none'}
          x={index * 10 + 1}
          y={1}
          width={8}
          height={8}
        />
      ))}
    </svg>
  );
}
