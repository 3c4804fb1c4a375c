import { describe, expect, it } from 'vitest';
import { isTerminating, mayWaitToTerminate } from '../../../shared/domain/auto-scaling.ts';

describe('a lifecycle state', () => {
  it.each([
    ['Terminating:Wait', true, true],
    ['Warmed:Terminating:Wait', true, true],
    ['Warmed:Pending:Wait', false, true],
    ['Pending:Wait', false, false],
    ['Warmed:Pending', false, false],
    ['Terminating', false, false],
    ['Terminating:Proceed', false, false],
    ['Warmed:Terminating:Proceed', false, false],
    ['Not:Warmed:Terminating:Wait', false, false],
    ['Terminating:WaitOver', false, false],
    ['Terminated', false, false],
    ['InService', false, false],
    ['', false, false],
  ])('%j: on its way out %j, held %j', (state, isOut, isHeld) => {
    expect([isTerminating(state), mayWaitToTerminate(state)]).toEqual([isOut, isHeld]);
  });
});
