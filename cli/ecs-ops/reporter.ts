import { styleText } from 'node:util';

/** Says on standard error what goes on: what is printed on standard output stays for who reads it. */
export class Reporter {
  readonly #stream: NodeJS.WriteStream;
  #open = false;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
  }

  /** What is being done, on one line that the next takes the place of. Nothing where it is no terminal. */
  doing(what: string): void {
    if (!this.#stream.isTTY) return;
    this.#stream.write(`\r\u001B[K${styleText('dim', '…', { stream: this.#stream })} ${what}`);
    this.#open = true;
  }

  /** Takes away the line that says what is being done. */
  done(): void {
    if (this.#open) this.#stream.write('\r\u001B[K');
    this.#open = false;
  }

  /** A line that stays. */
  say(line: string): void {
    this.done();
    this.#stream.write(`${line}\n`);
  }

  /** A line that stays and stands out. */
  warn(line: string): void {
    this.say(styleText('yellow', line, { stream: this.#stream }));
  }
}
