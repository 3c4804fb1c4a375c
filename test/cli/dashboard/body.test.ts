import { describe, expect, it } from 'vitest';
import { parseBody } from '../../../cli/dashboard/body.ts';
import { DashboardError } from '../../../cli/dashboard/dashboard.ts';
import { aMetricWidget } from '../../builders/dashboards.ts';

const text = (place: object, properties: object = { markdown: 'Hello' }) => ({
  type: 'text',
  x: 0,
  y: 0,
  ...place,
  properties,
});

describe('the body of a dashboard', () => {
  it('is read from top to bottom and from left to right', () => {
    const widgets = [text({ x: 12, y: 6 }), text({ x: 0, y: 6 }), text({ x: 6, y: 0, width: 12 })];
    expect(parseBody({ widgets }).map(({ x, y, width }) => [x, y, width])).toEqual([
      [6, 0, 12],
      [0, 6, 6],
      [12, 6, 6],
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ['an unknown type of widget', text({ type: 'explorer' }), /widgets\.0\.type.*explorer/],
    ['an unknown property of a widget', text({}, { markdown: '', colour: 'red' }), /widgets\.0\.properties\.colour/],
    ['an unknown property of a metric widget', aMetricWidget({ trend: true }), /widgets\.0\.properties\.trend/],
    ['an unknown view', aMetricWidget({ view: 'heatmap' }), /widgets\.0\.properties\.view.*heatmap/],
    [
      'an unknown option of a metric',
      aMetricWidget({ metrics: [['N', 'A', { colour: '#fff' }]] }),
      /properties\.metrics/,
    ],
    ['vertical annotations', aMetricWidget({ annotations: { vertical: [] } }), /annotations\.vertical/],
    ['a colour by name', aMetricWidget({ metrics: [['N', 'A', { color: 'red' }]] }), /#rgb or #rrggbb/],
    [
      'a label that CloudWatch fills in',
      aMetricWidget({ metrics: [['N', 'A', { label: 'Last $\u007bLAST}' }]] }),
      /fills in/,
    ],
    ['a widget without a place', { type: 'text', properties: { markdown: '' } }, /widgets\.0\.x/],
    ['a widget beyond the grid', text({ x: 20, width: 5 }), /widgets\.0: reaches beyond/],
  ])('%s is refused', (_, widget, fault) => {
    expect(() => parseBody({ widgets: [widget] })).toThrow(fault);
  });

  it('names everything in it that is wrong', () => {
    const widgets = [text({ type: 'custom' }), text({ x: -1 }), text({ height: 0 })];
    try {
      parseBody({ widgets, variables: [] });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(DashboardError);
      expect(error instanceof DashboardError ? error.faults : []).toHaveLength(4);
    }
  });
});
