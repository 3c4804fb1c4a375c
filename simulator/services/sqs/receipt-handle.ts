/** What a receipt handle says: which message, and which of its receives. */
export interface Receipt {
  readonly messageId: string;
  readonly receiveCount: number;
}

/** An opaque handle for one receive of a message from a queue. */
export function receiptHandle(queueName: string, { messageId, receiveCount }: Receipt): string {
  return Buffer.from(`${queueName} ${messageId} ${receiveCount}`).toString('base64');
}

/** Reads a handle back; undefined when it is none of that queue. */
export function parseReceiptHandle(queueName: string, handle: string): Receipt | undefined {
  const [name, messageId, count, ...rest] = Buffer.from(handle, 'base64').toString('utf8').split(' ');
  if (name !== queueName || messageId === undefined || rest.length > 0) return undefined;
  const receiveCount = Number(count);
  return Number.isInteger(receiveCount) ? { messageId, receiveCount } : undefined;
}
