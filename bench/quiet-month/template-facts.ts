import { globSync, statSync } from 'node:fs';
import path from 'node:path';
import { loadTemplate } from '../../simulator/deploy/template.ts';
import { PACKAGED_TEMPLATE } from '../../simulator/simulation.ts';

/** What of the packaged stack costs money whether it works or not. */
export interface TemplateFacts {
  /** Short names, as in `host-sync`. */
  readonly functions: readonly string[];
  readonly alarms: number;
  /** AWS charges an alarm for each metric that it reads. */
  readonly alarmMetrics: number;
  readonly compositeAlarms: number;
  readonly dashboards: number;
  /** Widgets of dashboards that run a query of Logs Insights at each look. */
  readonly logWidgets: number;
  /** Days for which logs are kept. */
  readonly logRetention: number;
  /** Bytes of the archives and the template that one deployment stores in its bucket. */
  readonly deploymentBytes: number;
}

type Properties = Readonly<Record<string, unknown>>;

/** Reads what `npm run package` has written. */
export function templateFacts(): TemplateFacts {
  const resources = Object.values(loadTemplate(PACKAGED_TEMPLATE).Resources);
  const of = (type: string): readonly Properties[] =>
    resources.filter(({ Type }) => Type === type).map(({ Properties = {} }) => Properties);
  const alarms = of('AWS::CloudWatch::Alarm');
  const dashboards = of('AWS::CloudWatch::Dashboard');
  return {
    functions: of('AWS::Lambda::Function').map(({ FunctionName: name }) => String(name).split('-').slice(3).join('-')),
    alarms: alarms.length,
    alarmMetrics: alarms.reduce((sum, alarm) => sum + metricsOf(alarm), 0),
    compositeAlarms: of('AWS::CloudWatch::CompositeAlarm').length,
    dashboards: dashboards.length,
    logWidgets: dashboards.reduce((sum, dashboard) => sum + logWidgetsOf(dashboard), 0),
    logRetention: Math.max(0, ...of('AWS::Logs::LogGroup').map(({ RetentionInDays: days }) => Number(days))),
    deploymentBytes: deploymentBytes(),
  };
}

function metricsOf({ Metrics: metrics }: Properties): number {
  if (!Array.isArray(metrics)) return 1;
  return metrics.filter((query: unknown) => typeof query === 'object' && query !== null && 'MetricStat' in query)
    .length;
}

function logWidgetsOf({ DashboardBody: body }: Properties): number {
  const substituted = typeof body === 'object' && body !== null && 'Fn::Sub' in body ? body['Fn::Sub'] : body;
  const text: unknown = Array.isArray(substituted) ? substituted[0] : substituted;
  const { widgets } = JSON.parse(String(text)) as { readonly widgets: readonly { readonly type: string }[] };
  return widgets.filter(({ type }) => type === 'log').length;
}

function deploymentBytes(): number {
  const directory = path.dirname(PACKAGED_TEMPLATE);
  const files = globSync(['*.zip', path.basename(PACKAGED_TEMPLATE)], { cwd: directory });
  return files.reduce((sum, file) => sum + statSync(path.join(directory, file)).size, 0);
}
