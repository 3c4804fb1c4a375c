import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of reproducible random numbers. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer, both ends included. */
  integer(minimum: number, maximum: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One item of a list that is not empty. */
  pick<T>(items: readonly T[]): T;
  /**
   * A latency in milliseconds, log-normal, from its median and 99th percentile:
   * the form in which delivery delays are published.
   */
  latency(median: number, p99: number): number;
}

/**
 * Makes the streams of one run. Each consumer has a stream of its own, named after what it decides,
 * so that drawing more numbers in one place does not change what happens in another.
 */
export class RandomStreams {
  readonly #seed: number;
  readonly #streams = new Map<string, Random>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The stream of that name; the same object on every call. */
  stream(name: string): Random {
    let stream = this.#streams.get(name);
    if (stream === undefined) {
      stream = seededRandom(this.#seed ^ hash(name));
      this.#streams.set(name, stream);
    }
    return stream;
  }
}

/** A stream of its own from a seed. Streams of neighbouring seeds have nothing in common. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(scattered(seed));
  const next = (): number => (generator.next() >>> 0) / 2 ** 32;
  return {
    next,
    integer: (minimum, maximum) => minimum + Math.floor(next() * (maximum - minimum + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError('pick needs a list that is not empty');
      return item;
    },
    latency: (median, p99) => median * Math.exp(standardNormal(next) * (Math.log(p99 / median) / Z_OF_P99)),
  };
}

/** The standard normal quantile of 0.99. */
const Z_OF_P99 = 2.326;

/** Box–Muller. */
function standardNormal(next: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - next()));
  return radius * Math.cos(2 * Math.PI * next());
}

/** MurmurHash3's finalizer. The generator's first numbers resemble its seed, and seeds tend to be 1, 2, 3 … */
function scattered(seed: number): number {
  let value = seed ^ 0x9e3779b9;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}

/** FNV-1a, enough to tell stream names apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value;
}
