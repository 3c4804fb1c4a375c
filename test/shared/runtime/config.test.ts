import { describe, expect, it } from 'vitest';
import { HOST_SYNC_SETTINGS } from '../../../functions/host-sync/settings.ts';
import { ConfigError, type Environment, readConfig } from '../../../shared/runtime/config.ts';

const good: Environment = {
  AWS_REGION: 'us-gov-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'very-secret',
  QUEUE_URL: 'https://sqs.us-gov-west-1.amazonaws.com/111122223333/host-sync',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.us-gov-west-1.amazonaws.com/111122223333/dead',
};

const read = (overrides: Environment = {}) => readConfig('host-sync', HOST_SYNC_SETTINGS, { ...good, ...overrides });

function faultsOf(overrides: Environment): readonly string[] {
  try {
    read(overrides);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('needs little, and has a default for the rest', () => {
    const config = read();
    expect(config).toMatchObject({
      clients: { region: 'us-gov-west-1', useFipsEndpoint: false },
      isStartedForRun: false,
      stackDryRun: false,
      logLevel: 'INFO',
      queueUrl: good['QUEUE_URL'],
      deadLetterQueueUrl: good['DEAD_LETTER_QUEUE_URL'],
      own: { HOST_SYNC_SERVICES: [], HOST_SYNC_CLUSTERS: [], HOST_SYNC_DRY_RUN: false },
    });
    expect(config.clients.credentials).toEqual({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'very-secret' });
  });

  it('reads lists, flags and the session token', () => {
    const config = read({
      HOST_SYNC_SERVICES: ' web, prod/agent ,,arn:aws:ecs:us-east-1:111122223333:service/prod/x',
      HOST_SYNC_CLUSTERS: 'prod',
      HOST_SYNC_DRY_RUN: 'true',
      DRY_RUN: 'true',
      AWS_SESSION_TOKEN: 'token',
    });
    expect(config.own.HOST_SYNC_SERVICES).toEqual([
      'web',
      'prod/agent',
      'arn:aws:ecs:us-east-1:111122223333:service/prod/x',
    ]);
    expect(config.own).toMatchObject({ HOST_SYNC_CLUSTERS: ['prod'], HOST_SYNC_DRY_RUN: true });
    expect(config).toMatchObject({ stackDryRun: true, clients: { credentials: { sessionToken: 'token' } } });
  });

  it.each([
    ['169.254.79.129:2000', { host: '169.254.79.129', port: 2000 }],
    ['', undefined],
    ['169.254.79.129:0', undefined],
    ['169.254.79.129:65536', undefined],
    ['udp:169.254.79.129:2000', undefined],
    ['daemon:2000', undefined],
  ])('traces only where it is told to, and starts whatever the daemon’s address is: "%s"', (address, tracing) => {
    expect(read({ TRACING: 'true', AWS_XRAY_DAEMON_ADDRESS: address }).tracing).toEqual(tracing);
    expect(read({ AWS_XRAY_DAEMON_ADDRESS: address }).tracing).toBeUndefined();
    expect(faultsOf({ TRACING: 'yes' })).toEqual(['TRACING is "yes"; allowed: true, false']);
  });

  it('takes an empty value for none, as templates give it', () => {
    const config = read({ HOST_SYNC_SERVICES: '', DRY_RUN: '', LOG_LEVEL: '', AWS_ENDPOINT_URL: '' });
    expect(config).toMatchObject({ stackDryRun: false, logLevel: 'INFO', own: { HOST_SYNC_SERVICES: [] } });
    expect(config.clients.endpoint('ECS')).toBeUndefined();
  });

  it('prefers the endpoint of a service to the one of all', () => {
    const all = read({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566', AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1' });
    expect(all.clients.endpoint('ECS')).toBe('http://127.0.0.1:4566');
    expect(all.clients.endpoint('SQS')).toBe('http://127.0.0.1:1');
  });
});

describe('a function with wrong settings does not start', () => {
  it('and hears of every fault at once: the variable, what is wrong, what is allowed', () => {
    const faults = faultsOf({
      AWS_REGION: 'Frankfurt',
      AWS_ACCESS_KEY_ID: undefined,
      QUEUE_URL: 'host-sync',
      DEAD_LETTER_QUEUE_URL: '',
      AWS_ENDPOINT_URL: 'localhost:4566',
      DRY_RUN: 'yes',
      LOG_LEVEL: 'LOUD',
      HOST_SYNC_DRY_RUN: 'TRUE',
      HOST_SYNC_CLUSTERS: 'prod,arn:aws:ecs:us-east-1:1:service/x',
      HOST_SYNC_SERVICES: 'a b,web,x/y/z',
      HOST_SYNC_CLUSTER: 'prod',
    });
    expect(faults).toEqual([
      'AWS_REGION is "Frankfurt"; required: the name of a Region, as in eu-central-1',
      'AWS_ACCESS_KEY_ID is missing; required: the access key of the role',
      'AWS_ENDPOINT_URL is "localhost:4566"; allowed: an http or https URL',
      'DRY_RUN is "yes"; allowed: true, false',
      'LOG_LEVEL is "LOUD"; allowed: DEBUG, INFO, WARN, ERROR',
      'QUEUE_URL is "host-sync"; required: the URL of an SQS queue',
      'DEAD_LETTER_QUEUE_URL is missing; required: the URL of an SQS queue',
      'HOST_SYNC_SERVICES is not right in "a b"; allowed: service ARNs, cluster/service or service names, with commas between',
      'HOST_SYNC_SERVICES is not right in "x/y/z"; allowed: service ARNs, cluster/service or service names, with commas between',
      'HOST_SYNC_CLUSTERS is not right in "arn:aws:ecs:us-east-1:1:service/x"; allowed: cluster ARNs or names, with commas between',
      'HOST_SYNC_DRY_RUN is "TRUE"; allowed: true, false',
      'HOST_SYNC_CLUSTER is not a setting; allowed: HOST_SYNC_SERVICES, HOST_SYNC_CLUSTERS, HOST_SYNC_DRY_RUN',
    ]);
  });

  it('and says so in one message, without any secret', () => {
    const start = () => read({ AWS_SECRET_ACCESS_KEY: undefined, DRY_RUN: '1' });
    expect(start).toThrow('host-sync does not start, 2 settings are wrong:\n- AWS_SECRET_ACCESS_KEY is missing');
    expect(start).not.toThrow('AKIDEXAMPLE');
  });
});
