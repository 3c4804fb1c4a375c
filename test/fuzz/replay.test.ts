import { afterEach, describe, expect, it, vi } from 'vitest';
import { mutatedJson } from './mutations.ts';
import { aParser, type Parser } from './parser.ts';
import { runFuzz } from './run-fuzz.ts';

/** Accepts everything but an input that holds the word, and remembers what it was given. */
function breaking(name: string, word: string): Parser & { readonly given: string[] } {
  const given: string[] = [];
  const parse = (input: string): string => {
    given.push(input);
    if (input.includes(word)) throw new TypeError(`broken by ${word}`);
    return 'accepted';
  };
  const inputs = mutatedJson([{ source: 'aws.ecs', detail: { status: 'ACTIVE', attributes: [{ name: 'a' }] } }]);
  return { ...aParser({ name, inputs, parse, grown: {} }), given };
}

async function fuzz(args: readonly string[], parsers: readonly Parser[]): Promise<readonly [number, string]> {
  const printed = vi.spyOn(console, 'log').mockReturnValue();
  const code = await runFuzz(args, parsers);
  return [code, printed.mock.calls.flat().join('\n')];
}

/** What a shell makes of the rest of a printed command. */
const argumentsIn = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

describe('the command that a failure prints', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  // Its name begins like another's, as "tags" and "tags of a host" would.
  it.each(['__proto__', '\\u0000', 'null'])('runs that input once more, and nothing else: %s', async (word) => {
    const planted = breaking('planted', word);
    const other = breaking('planted beside it', 'found in no input at all');
    const [code, told] = await fuzz(['--inputs', '5000', '--seed', '3'], [planted, other]);
    expect(code).toBe(1);
    const [, input = '', command = ''] = /breaks with (.*)\n[\s\S]*^Again: npm run fuzz -- (.*)$/m.exec(told) ?? [];
    const smallest = planted.given.findLast((each) => each.includes(word)) ?? '';
    expect(input).toBe(JSON.stringify(smallest).slice(0, 2_000));

    vi.restoreAllMocks();
    const [again, beside] = [breaking('planted', word), breaking('planted beside it', word)];
    const [codeAgain, toldAgain] = await fuzz(argumentsIn(command), [again, beside]);
    expect(codeAgain).toBe(1);
    expect(new Set(again.given)).toEqual(new Set([smallest]));
    expect(beside.given).toEqual([]);
    expect(toldAgain).toContain(`Again: npm run fuzz -- ${command}`);
  });

  it('succeeds once the parser is mended', async () => {
    const [, told] = await fuzz(['--inputs', '5000', '--seed', '3'], [breaking('planted', '__proto__')]);
    const [, command = ''] = /^Again: npm run fuzz -- (.*)$/m.exec(told) ?? [];
    vi.restoreAllMocks();
    const mended = breaking('planted', 'found in no input at all');
    expect(await fuzz(argumentsIn(command), [mended])).toMatchObject([0, expect.not.stringContaining('Again')]);
    expect(mended.given).toHaveLength(1);
  });
});
