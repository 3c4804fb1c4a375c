/** Messages that nobody should send, and that are parked. */
export const GARBAGE: readonly string[] = [
  'not JSON',
  '{}',
  '{"source":"aws.ecs","detail-type":"Something Else","detail":{}}',
  '[[[]]]',
];
