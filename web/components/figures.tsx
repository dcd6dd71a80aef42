import './figures.css';
import { Fragment } from 'react';
import type { Json } from '../../src/lib/json.ts';
import { blocksOf, type Block, type Meter } from '../live/figures.ts';
import { Sentence } from './sentence.tsx';
import { sayTicking } from '../live/standing.ts';

interface FiguresProps {
  figures: Json | undefined;
  /** Sentences that already stand beside the figures; nothing is to be read twice. */
  said?: readonly string[];
}

const NOTHING: readonly string[] = [];

/** A step's figures, drawn by their form. */
export function Figures({ figures, said = NOTHING }: FiguresProps) {
  const blocks = blocksOf(figures).filter((block) => block.form !== 'sentence' || !said.includes(block.text));
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
      return <Sentence text={block.text} />;
    case 'span':
      return <Span {...block} />;
    case 'meter':
      return <MeterGauge {...block} />;
    case 'comparison':
      return <Comparison {...block} />;
    case 'table':
      return <Table {...block} />;
    case 'list':
      return <List {...block} />;
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

function MeterGauge({ label, value, threshold, part }: Meter) {
  const needed =
    part >= 1
      ? `${sayCount(value)}, needed ${sayCount(threshold)}`
      : `${sayCount(value)} of ${sayCount(threshold)} needed`;
  return <Gauge label={label} text={needed} part={part} tone={toneOf(label)} />;
}

/** What it means that there is enough of it, by its name; most evidence is of trouble. */
function toneOf(label: string): Tone {
  return /health|good|pass/i.test(label) ? 'good' : 'bad';
}

function sayCount(count: number): string {
  if (count < 1) return 'less than 1';
  if (count >= 1e6) return 'over a million';
  return count.toLocaleString('en-US', { maximumFractionDigits: count >= 100 ? 0 : 1 });
}

type Tone = 'good' | 'bad' | 'time';

function Gauge({ label, text, part, tone }: { label: string; text: string; part: number; tone: Tone }) {
  const percent = Math.round(Math.min(1, Math.max(0, part)) * 1_000) / 10;
  return (
    <div className="gauge" data-tone={tone} data-full={part >= 1}>
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
          <th scope="col">
            <span className="unseen">figure</span>
          </th>
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

function List({ label, items, more }: Extract<Block, { form: 'list' }>) {
  return (
    <details className="figures-group">
      <summary>{label}</summary>
      <ul className="figures-list">
        {items.map((item, index) => (
          <li key={index}>{item}</li>
        ))}
      </ul>
      {more > 0 && <p className="quiet">… and {more} more</p>}
    </details>
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
