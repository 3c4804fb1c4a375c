/** One permission that a call needs. Source: Service Authorization Reference. */
export interface Authorization {
  /** `ecs:UpdateService`. */
  readonly action: string;
  /** ARN, or `*` for actions without resource types. */
  readonly resource: string;
  /** Values of the condition keys that the action supports: `ecs:cluster`, `aws:ResourceTag/x`, … */
  readonly conditions?: Readonly<Record<string, string | readonly string[]>>;
}
