/** A caller, as a verified token says (R1): nothing in it comes from anywhere else. */
export interface Principal {
  /** The caller's own tenant (`tid`). */
  readonly tenantId: string;
  /** The person or application in it (`oid`). */
  readonly objectId: string;
  readonly kind: 'user' | 'application';
  /** App roles (`roles`), for the operator's routes. */
  readonly appRoles: readonly string[];
  /** The directory role Global Administrator is among the token's `wids`. */
  readonly globalAdministrator: boolean;
  /** The groups of the token; undefined when it says that there are too many to name them (overage, R42). */
  readonly groups: ReadonlySet<string> | undefined;
}
