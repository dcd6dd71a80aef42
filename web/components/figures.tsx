import './figures.css';
import { Fragment } from 'react';
import type { Json } from '../../src/lib/json.ts';
import { blocksOf, type Block } from '../live/figures.ts';
import { sayTicking } from '../live/standing.ts';

/** A step's figures, drawn by their form. */
export function Figures({ figures }: { figures: Json | undefined }) {
  const blocks = blocksOf(figures);
  return blocks.length === 0 ? null : <Blocks blocks={blocks} />;
}

function Blocks({ blocks }: { blocks: readonly Block[] }) {
  return (
    <div className="figures">
      {blocks.map((block, index) => (
        <OneBlock key={index} block={block} />
      ))}
    </div>
  );
}

function OneBlock({ block }: { block: Block }) {
  switch (block.form) {
    case 'sentence':
      return <p className="figures-sentence">{block.text}</p>;
    case 'span':
      return <Span {...block} />;
    case 'meter':
      return <Meter {...block} />;
    case 'comparison':
      return <Comparison {...block} />;
    case 'table':
      return <Table {...block} />;
    case 'facts':
      return <Facts facts={block.facts} />;
    case 'group':
      return (
        <details className="figures-group">
          <summary>{block.label}</summary>
          <Blocks blocks={block.blocks} />
        </details>
      );
  }
}

function Span({ elapsedMs, leastMs, mostMs }: Extract<Block, { form: 'span' }>) {
  const limits = [
    leastMs === undefined ? '' : `at least ${sayTicking(leastMs)}`,
    mostMs === undefined ? '' : `at most ${sayTicking(mostMs)}`,
  ].filter((limit) => limit !== '');
  return (
    <Gauge
      label="Watched for"
      text={`${sayTicking(elapsedMs)} · ${limits.join(', ')}`}
      part={elapsedMs / Math.max(1, leastMs ?? mostMs ?? 1)}
      tone="time"
    />
  );
}

/** Evidence grows by factors, so a large threshold is shown on a scale of factors: half way is half way. */
function Meter({ label, value, threshold }: Extract<Block, { form: 'meter' }>) {
  const wide = threshold >= 50;
  const part = wide ? Math.log1p(Math.max(0, value)) / Math.log1p(threshold) : value / (threshold || 1);
  const say = (number: number) => number.toLocaleString('en-US', { maximumFractionDigits: number >= 100 ? 0 : 1 });
  const reached = value >= threshold;
  return (
    <Gauge
      label={label}
      text={reached ? `${say(value)}, over the threshold of ${say(threshold)}` : `${say(value)} of ${say(threshold)} needed to act`}
      part={part}
      tone={reached ? 'reached' : 'plain'}
    />
  );
}

function Gauge({ label, text, part, tone }: { label: string; text: string; part: number; tone: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, part)) * 1_000) / 10;
  return (
    <div className="gauge" data-tone={tone}>
      <div className="gauge-words">
        <span className="figures-label">{label}</span>
        <span className="gauge-text">{text}</span>
      </div>
      <svg className="gauge-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect className="gauge-ground" width="100" height="4" />
        <rect className="gauge-part" width={percent} height="4" />
      </svg>
    </div>
  );
}

function Comparison({ columns, rows }: Extract<Block, { form: 'comparison' }>) {
  return (
    <table className="figures-table figures-comparison">
      <thead>
        <tr>
          <td />
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.label}>
            <th scope="row">{row.label}</th>
            {row.cells.map((cell, index) => (
              <td key={index}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Table({ label, columns, rows, more }: Extract<Block, { form: 'table' }>) {
  return (
    <div className="figures-scroll">
      <table className="figures-table">
        <caption>{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="quiet">… and {more} more</p>}
    </div>
  );
}

function Facts({ facts }: Pick<Extract<Block, { form: 'facts' }>, 'facts'>) {
  return (
    <dl className="facts">
      {facts.map(({ label, text }, index) => (
        <Fragment key={index}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
