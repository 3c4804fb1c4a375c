import type { AccountAnswers } from '../../shared/aws/account/read-account.ts';
import { counted } from '../counted.ts';
import type { Finding } from './snapshot.ts';

/** Answers that are of one picture, and what is said of those left out. */
interface Settled<Answers> {
  readonly settled: Answers;
  readonly findings: readonly Finding[];
}

/**
 * Leaves tasks out whose host or service came only after hosts and services had been read: an account changes while it is
 * read, and a file in which a task is on no host is refused.
 */
export function withoutNewcomers<Answers extends Pick<AccountAnswers, 'containerInstances' | 'services' | 'tasks'>>(
  answers: Answers,
): Settled<Answers> {
  const hosts = new Set(answers.containerInstances.map(({ containerInstanceArn }) => containerInstanceArn));
  const services = new Set(answers.services.map((each) => `${each.clusterArn} service:${each.serviceName}`));
  const tasks = answers.tasks.filter(({ containerInstanceArn: host, group = '', clusterArn, desiredStatus }) => {
    if (host === undefined || desiredStatus === 'STOPPED') return true;
    return hosts.has(host) && (!group.startsWith('service:') || services.has(`${clusterArn} ${group}`));
  });
  const left = answers.tasks.length - tasks.length;
  const message = `${counted(left, 'task')} of hosts or services that came while the account was read; left out`;
  return {
    settled: { ...answers, tasks },
    findings: left === 0 ? [] : [{ severity: 'warning', place: '/tasks', message }],
  };
}
