/** A query that is saved in CloudWatch Logs Insights. */
export interface SavedQuery {
  readonly logicalId: string;
  /** What comes after the stack's name. */
  readonly name: string;
  /** The functions whose logs it asks, by prefix; all when left out. */
  readonly prefixes?: readonly string[];
  readonly query: string;
}

/** Each begins with what a person fills in. */
export const QUERIES: readonly SavedQuery[] = [
  {
    logicalId: 'WhyDrainedQuery',
    name: 'why was this host drained',
    query: `# The instance, as in: filter host = "i-0123456789abcdef0"
filter ispresent(host) or ispresent(containerInstance)
| filter message in ["drain-hosts", "drain-hosts-into-pool", "mark-and-drain-hosts", "drained", "give-back-hosts", "activate-hosts", "terminate-hosts"]
| fields @timestamp, service, cluster, coalesce(host, containerInstance) as instance, message, reason, outcome, detail
| sort @timestamp desc
| limit 200`,
  },
  {
    logicalId: 'WhyKeptQuery',
    name: 'why was this host kept',
    prefixes: ['ScaleIn'],
    query: `# The instance, as in: filter host = "i-0123456789abcdef0"
filter message = "verdict" or (message in ["held back", "warning"] and (ispresent(host) or ispresent(cluster)))
| fields @timestamp, cluster, coalesce(host, subject) as about, message, outcome, reason, detail
| sort @timestamp desc
| limit 200`,
  },
  {
    logicalId: 'WhatHeldUpQuery',
    name: 'what held up this termination',
    prefixes: ['TerminationGate'],
    query: `# The instance, as in: filter host = "i-0123456789abcdef0"
filter ispresent(host) and message != "run"
| fields @timestamp, host, cluster, message, reason, outcome, detail, waitedFor / 1000 as secondsHeld
| sort @timestamp desc
| limit 200`,
  },
  {
    logicalId: 'WhyCountQuery',
    name: 'why does this service have this count',
    prefixes: ['HostSync'],
    query: `# The service, as in: filter serviceName = "log-router"
filter ispresent(serviceName)
| fields @timestamp, cluster, serviceName, message, from, to, reason, outcome, detail
| sort @timestamp desc
| limit 200`,
  },
  {
    logicalId: 'WhatWentWrongQuery',
    name: 'what went wrong',
    query: `filter level in ["ERROR", "WARN"]
| fields @timestamp, service, message, coalesce(because, reason) as why, call, coalesce(host, serviceName, cluster) as about, error.message
| sort @timestamp desc
| limit 200`,
  },
];
