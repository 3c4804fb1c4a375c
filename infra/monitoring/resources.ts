import { ALARMS, type Alarm } from './alarms.ts';
import { DASHBOARD_BODY } from './dashboard.ts';
import { FUNCTIONS, logGroupName } from './functions.ts';
import { QUERIES, type SavedQuery } from './queries.ts';

/** A value with references in it. */
const sub = (text: string) => ({ 'Fn::Sub': text });

function alarmResource(alarm: Alarm) {
  const { name, runbook, meaning, metricName, namespace, dimensions, period, statistic, threshold } = alarm;
  const [needed, outOf] = alarm.datapoints;
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Condition: 'AlarmsWanted',
    Properties: {
      AlarmName: sub(`\${AWS::StackName}-${name}`),
      AlarmDescription: `${meaning} What to do: docs/runbook.md#${runbook}`,
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: Object.entries(dimensions).map(([Name, value]) => ({
        Name,
        Value: value.includes('$') ? sub(value) : value,
      })),
      Statistic: statistic,
      Period: period,
      EvaluationPeriods: outOf,
      DatapointsToAlarm: needed,
      Threshold: threshold,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      // A metric is not sent as zero: where there is nothing, all is well.
      TreatMissingData: 'notBreaching',
      // No OKActions: a new alarm goes from INSUFFICIENT_DATA to OK, and so each would send a mail after a deployment.
      AlarmActions: [{ Ref: 'OperatorTopic' }],
    },
  };
}

function queryResource({ name, query, prefixes }: SavedQuery) {
  const asked = FUNCTIONS.filter(({ prefix }) => prefixes?.includes(prefix) ?? true);
  return {
    Type: 'AWS::Logs::QueryDefinition',
    Properties: {
      Name: sub(`\${AWS::StackName}/${name}`),
      LogGroupNames: asked.map((each) => sub(logGroupName(each))),
      QueryString: query,
    },
  };
}

/** A parameter of the stack, so that one template serves several accounts. */
function choice(Description: string, Default: string) {
  return { Type: 'String', Description, Default, AllowedValues: ['true', 'false'] };
}

/** Alarms, dashboard and saved queries, as CloudFormation has them. */
export const resources = {
  Parameters: {
    Alarms: choice('Whether the stack has alarms', '${param:alarms}'),
    Dashboard: choice('Whether the stack has a dashboard', '${param:dashboard}'),
    OperatorEmail: {
      Type: 'String',
      Description: 'An e-mail address that subscribes to the operator topic; empty for none',
      Default: '${param:operatorEmail}',
      AllowedPattern: '([^\\s@]+@[^\\s@]+\\.[^\\s@]+)?',
    },
  },
  Conditions: {
    AlarmsWanted: { 'Fn::Equals': [{ Ref: 'Alarms' }, 'true'] },
    DashboardWanted: { 'Fn::Equals': [{ Ref: 'Dashboard' }, 'true'] },
    OperatorHasEmail: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'OperatorEmail' }, ''] }] },
  },
  Resources: {
    ...Object.fromEntries(ALARMS.map((alarm) => [alarm.logicalId, alarmResource(alarm)])),
    ...Object.fromEntries(QUERIES.map((query) => [query.logicalId, queryResource(query)])),
    OperationsDashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Condition: 'DashboardWanted',
      Properties: {
        DashboardName: sub('${AWS::StackName}-${AWS::Region}'),
        DashboardBody: sub(DASHBOARD_BODY),
      },
    },
    OperatorEmailSubscription: {
      Type: 'AWS::SNS::Subscription',
      Condition: 'OperatorHasEmail',
      Properties: { Protocol: 'email', TopicArn: { Ref: 'OperatorTopic' }, Endpoint: { Ref: 'OperatorEmail' } },
    },
  },
  Outputs: {
    DashboardName: {
      Description: 'The dashboard of CloudWatch that shows what the functions do',
      Condition: 'DashboardWanted',
      Value: { Ref: 'OperationsDashboard' },
    },
  },
};
