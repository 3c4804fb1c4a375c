import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Bill, billOf, MONTH_DAYS, monthOf, total, withFreeTier } from '../../bench/quiet-month/bill.ts';
import { type Counts, type FunctionCounts, NO_COUNTS, plus } from '../../bench/quiet-month/counts.ts';
import { costPage } from '../../bench/quiet-month/page.ts';
import { PAGE, readResults } from '../../bench/quiet-month/results.ts';
import { templateFacts } from '../../bench/quiet-month/template-facts.ts';

const FACTS = {
  ...{ functions: ['drain'], alarms: 2, alarmMetrics: 3, compositeAlarms: 1, dashboards: 1 },
  ...{ logWidgets: 4, logRetention: 30, deploymentBytes: 0 },
};

const used = (overrides: Partial<FunctionCounts> = {}): FunctionCounts => ({
  ...{ runs: 0, failures: 0, memorySize: 1_024, waiting: 0, computing: 0, apiCalls: 0, logBytes: 0 },
  sqs: { sends: 0, receives: 0, emptyReceives: 0, deletes: 0, ofTheFunction: 0 },
  ...overrides,
});
const counts = (drain: FunctionCounts, metricHours: Counts['metricHours'] = {}): Counts => ({
  ...{ functions: { drain }, snsPublishes: 0, metricHours },
});
const dollarsOf = ({ items, apart }: Bill, name: string): number =>
  [...items, ...apart].find(({ price }) => price === name)?.dollars ?? Number.NaN;

describe('the committed page about cost', () => {
  it('says what was counted: npm run cost -- page', () => {
    expect(readFileSync(PAGE, 'utf8')).toBe(costPage(readResults()));
  });

  it('is about the stack as it is: npm run cost -- page, and npm run cost for a function more or less', () => {
    const { template, day } = readResults();
    const { deploymentBytes, ...facts } = templateFacts();
    expect(template).toEqual({ ...facts, deploymentBytes: expect.any(Number) });
    expect(Object.keys(day.functions).toSorted()).toEqual(facts.functions.toSorted());
    // It is cents of a cent; what would be seen is a bundle that has grown out of all proportion.
    expect(deploymentBytes).toBeLessThan(2 * template.deploymentBytes);
  });

  it('counts runs of every function, and none that failed', () => {
    const { day, once } = readResults();
    for (const { runs, failures } of Object.values(day.functions)) expect([runs > 0, failures]).toEqual([true, 0]);
    expect(once.functions['termination-gate']?.runs).toBeGreaterThan(0);
  });
});

describe('a bill', () => {
  it.each([
    ['requests', used({ runs: 1e6 }), 'lambdaRequest', 0.2],
    ['time in the simulator, by memory', used({ waiting: 1e9, memorySize: 512 }), 'lambdaGigabyteSecond', 6.6667],
    ['computing on the part of a core', used({ computing: 1e9, memorySize: 256 }), 'lambdaGigabyteSecond', 23.034],
    ['computing on more than a core', used({ computing: 1e9, memorySize: 2_048 }), 'lambdaGigabyteSecond', 26.6668],
    ['logs', used({ logBytes: 2 ** 30 }), 'logGigabyte', 0.57],
    ['looks at 15 of 729.6 hours of logs a day', used({ logBytes: 2 ** 30 }), 'scannedGigabyte', 0.01425],
  ])('counts %s', (_, drain, name, dollars) => {
    expect(dollarsOf(billOf(counts(drain), FACTS), name)).toBeCloseTo(dollars, 4);
  });

  it('counts every request of SQS, those in vain too', () => {
    const sqs = { sends: 1e6, receives: 2e6, emptyReceives: 3e6, deletes: 4e6, ofTheFunction: 5e6 };
    const bill = billOf(counts(used({ sqs })), FACTS);
    expect(dollarsOf(bill, 'sqsRequest')).toBeCloseTo(6);
    expect(bill.functions[0]?.dollars).toMatchObject({ messages: expect.closeTo(4.8), polls: expect.closeTo(1.2) });
  });

  it('counts a metric in the hours in which it had values', () => {
    const bill = billOf(counts(used(), { 'Actions function=drain': 73, 'Parked function=drain': 730 }), FACTS);
    expect(dollarsOf(bill, 'metricMonth')).toBeCloseTo(0.33);
    expect(bill.customMetrics).toBe(2);
  });

  it('has alarms by the metrics they read, and dashboards, apart', () => {
    const { apart, items } = billOf(counts(used()), FACTS);
    expect(total(apart)).toBeCloseTo(0.3 + 0.5 + 3);
    expect(total(items)).toBeCloseTo(0);
  });

  it('is nothing within the free tier, and the rest beyond it', () => {
    expect(withFreeTier({ price: 'sqsRequest', count: 999_999, dollars: 0.4 })).toBe(0);
    expect(withFreeTier({ price: 'sqsRequest', count: 2e6, dollars: 0.8 })).toBeCloseTo(0.4);
    expect(withFreeTier({ price: 'scannedGigabyte', count: 2, dollars: 0.0114 })).toBeCloseTo(0.0114);
  });
});

describe('counts', () => {
  const day = counts(used({ runs: 10, memorySize: 256 }), { a: 2 });
  const once = counts(used({ runs: 3, memorySize: 256 }), { b: 1 });

  it('make a month of days, and of what happens once', () => {
    const month = monthOf(day, once);
    expect(month.functions['drain']).toMatchObject({ runs: 10 * MONTH_DAYS + 3, memorySize: 256 });
    expect(month.metricHours).toEqual({ a: 2 * MONTH_DAYS, b: 1 });
  });

  it('less themselves are nothing, and more nothing themselves', () => {
    expect(plus(day, day, -1).functions['drain']?.runs).toBe(0);
    expect(plus(NO_COUNTS, day)).toEqual(day);
  });
});
