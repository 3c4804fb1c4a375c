import { validationError } from '../errors.ts';

/** Items on a page. @throws ServiceError `ValidationError` for a `MaxRecords` that the operation does not allow */
export function pageSize(
  maxRecords: number | undefined,
  { standard, most }: { readonly standard: number; readonly most: number },
): number {
  const size = maxRecords ?? standard;
  if (size < 1 || size > most) throw validationError(`MaxRecords must be between 1 and ${most}`);
  return size;
}
