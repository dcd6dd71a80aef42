import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createMask, longestSecretForm } from '../../../lib/mask.ts';

/** The end of an output that is too long is kept, this much of it. */
const END_LIMIT_CHARACTERS = 64 * 1024;

export interface OutputLimits {
  secrets: readonly string[];
  /** Bytes of the beginning that are kept. */
  limitBytes: number;
}

export interface CommandLog {
  /** Writes the whole output, then closes the file. */
  take(output: Readable): Promise<void>;
}

/**
 * Writes what a command says to its log, as it comes and with secrets masked. Past `limitBytes` it only remembers the end, and writes that
 * when the output is over, after a line that says how much was left out. A log that can't be written to loses lines, never the command.
 * @throws the file system's error where the log can't be opened
 */
export async function openCommandLog(file: string, limits: OutputLimits): Promise<CommandLog> {
  const handle = await open(file, 'a', 0o600);
  return {
    async take(output) {
      const log = new BoundedLog(handle, limits);
      const decoder = new StringDecoder('utf8');
      try {
        // One chunk at a time: a slow disk slows the command instead of filling the memory.
        for await (const chunk of output) await log.write(decoder.write(chunk as Buffer));
      } catch {
        // The pipe was broken off because someone held it open after the command's end.
      }
      await log.write(decoder.end());
      await log.end();
      await handle.close();
    },
  };
}

class BoundedLog {
  readonly #handle: FileHandle;
  readonly #limits: OutputLimits;
  readonly #mask;
  readonly #endCharacters: number;
  #bytes = 0;
  /** Text after the limit, unmasked: all of it is masked at the end, with enough before it that no secret is torn. */
  readonly #end: string[] = [];
  #endLength = 0;
  #leftOut = 0;
  #past = false;

  constructor(handle: FileHandle, limits: OutputLimits) {
    this.#handle = handle;
    this.#limits = limits;
    this.#mask = createMask(limits.secrets);
    this.#endCharacters = END_LIMIT_CHARACTERS + longestSecretForm(limits.secrets);
  }

  async write(text: string): Promise<void> {
    if (this.#past) this.#remember(text);
    else await this.#pass(this.#mask.push(text));
  }

  async end(): Promise<void> {
    if (!this.#past) await this.#pass(this.#mask.end());
    if (!this.#past) return;
    const end = this.#maskedEnd();
    if (this.#leftOut > 0) await this.#append(`\n[shipchart] ${this.#leftOut} characters left out\n`);
    await this.#append(end);
  }

  /** Masked text within the limit goes to the file; the rest begins the end. */
  async #pass(text: string): Promise<void> {
    const room = this.#limits.limitBytes - this.#bytes;
    const bytes = Buffer.byteLength(text);
    this.#bytes += bytes;
    if (bytes <= room) return this.#append(text);
    this.#past = true;
    const kept = new StringDecoder('utf8').write(Buffer.from(text).subarray(0, room));
    await this.#append(
      `${kept}\n[shipchart] more than ${this.#limits.limitBytes} bytes of output: only its end follows\n`,
    );
    // What the mask still holds may be the beginning of a secret whose rest comes next.
    this.#remember(text.slice(kept.length) + this.#mask.end());
  }

  #remember(text: string): void {
    this.#end.push(text);
    this.#endLength += text.length;
    while (this.#endLength - (this.#end[0]?.length ?? 0) >= this.#endCharacters) {
      const dropped = this.#end.shift() as string;
      this.#endLength -= dropped.length;
      this.#leftOut += dropped.length;
    }
  }

  #maskedEnd(): string {
    const mask = createMask(this.#limits.secrets);
    const whole = mask.push(this.#end.join('')) + mask.end();
    const end = whole.slice(-END_LIMIT_CHARACTERS);
    this.#leftOut += whole.length - end.length;
    return end;
  }

  async #append(text: string): Promise<void> {
    if (text !== '') await this.#handle.appendFile(text).catch(() => undefined);
  }
}
