import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TlsAccount } from '../../bench/connections/account.ts';
import { callsAfterHangUp, callsBy, firstRuns, runAfterFreeze } from '../../bench/connections/measures.ts';

let account: TlsAccount;
beforeAll(async () => {
  account = await TlsAccount.start();
});
afterAll(() => account.stop());

describe('connections over TLS', () => {
  it('calls one after the other share one connection and one handshake', async () => {
    const cost = await callsBy(account, 'shared', { calls: 20, parallel: 1 });
    expect(cost).toMatchObject({ connections: 1, handshakes: 1, resumptions: 0, requests: 20, failures: 0 });
  });

  it('calls side by side open no more connections than there are calls at a time', async () => {
    const cost = await callsBy(account, 'shared', { calls: 40, parallel: 4 });
    expect(cost).toMatchObject({ requests: 40, failures: 0, handshakes: 1 });
    expect(cost.connections).toBeLessThanOrEqual(4);
  });

  it('connections that the server closed while idle are replaced without a failure or a request sent twice', async () => {
    expect(await callsAfterHangUp(account, 4)).toMatchObject({ requests: 4, failures: 0, handshakes: 0 });
  });
});

describe('a run of host-sync after a freeze', () => {
  it.each([
    ['closed', 200],
    ['closed', 5_500],
    ['forgotten', 5_500],
  ] as const)('in which connections were %s, of %i ms, writes once', async (death, milliseconds) => {
    expect(await runAfterFreeze(account, death, milliseconds)).toMatchObject({
      isMended: true,
      writes: 1,
      connections: 1,
    });
  });
});

describe('a start that prepares the first call', () => {
  it('opens the one connection that the first run uses', async () => {
    account.front.reset();
    await firstRuns(account, true);
    expect(account.front.counts).toMatchObject({ connections: 1, handshakes: 1 });
  });
});
