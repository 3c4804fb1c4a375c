import { describe, expect, it } from 'vitest';
import { aStack } from '../deploy/a-stack.ts';

const aDashboard = (DashboardBody: unknown, name: object = { DashboardName: 'ops' }) =>
  aStack({ Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { ...name, DashboardBody } } });

const WIDGET = { type: 'metric', x: 0, y: 0, width: 12, height: 6, properties: { metrics: [['AWS/SQS', 'a']] } };

describe('a dashboard', () => {
  it('is kept with its widgets', () => {
    const body = { start: '-PT3H', widgets: [WIDGET, { type: 'text', properties: { markdown: 'hello' } }] };
    const { cloudWatch, stack } = aDashboard(JSON.stringify(body));
    expect(cloudWatch.dashboards()).toEqual([{ name: 'ops', body, widgets: body.widgets }]);
    expect(stack.resources['Dashboard']?.ref).toBe('ops');
    stack.resources['Dashboard']?.remove?.();
    expect(cloudWatch.dashboards()).toEqual([]);
  });

  it('has a name of its stack when it has none of its own', () => {
    expect(aDashboard('{"widgets":[]}', {}).stack.resources['Dashboard']?.ref).toBe('ops-Dashboard');
  });

  it.each([
    ['{"widgets": [', 'DashboardBody must be JSON'],
    ['[]', 'must be a JSON object'],
    ['{}', 'must have widgets'],
    [JSON.stringify({ widgets: [WIDGET, { ...WIDGET, type: undefined }] }), '/widgets/1 must have a type'],
    [JSON.stringify({ widgets: [{ ...WIDGET, properties: 'x' }] }), '/widgets/0 must have properties'],
    [JSON.stringify({ widgets: [{ ...WIDGET, width: 1.5 }] }), '/widgets/0/width must be a whole number'],
    [{ widgets: [] }, 'DashboardBody must be a string'],
  ])('is refused: %j', (body, reason) => {
    expect(() => aDashboard(body)).toThrow(reason);
  });

  it('is refused under a name with a space', () => {
    expect(() => aDashboard('{"widgets":[]}', { DashboardName: 'my ops' })).toThrow('my ops is no name');
  });
});
