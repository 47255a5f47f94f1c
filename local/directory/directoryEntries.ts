import { z } from 'zod';

const Guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be a GUID in lower case');
const Guids = z.array(Guid).max(5000);
const Text = z.string().min(1).max(256);

/** A person (or, of kind `application`, a service principal) of one tenant. */
export const DirectoryUser = z.strictObject({
  tenantId: Guid,
  objectId: Guid,
  displayName: Text,
  userPrincipalName: Text,
  /** Template ids of the Entra directory roles that the person holds. */
  wids: Guids.default([]),
  /** App roles for the API. */
  roles: z.array(Text).max(100).default([]),
  /** Groups of which the person is a direct member; one that does not exist (yet) gives nothing. */
  memberOf: Guids.default([]),
  kind: z.enum(['user', 'application']).default('user'),
});
export type DirectoryUser = z.output<typeof DirectoryUser>;

/** A group of one tenant. Groups nest by `memberOf`. */
export const DirectoryGroup = z.strictObject({
  tenantId: Guid,
  groupId: Guid,
  displayName: Text,
  securityEnabled: z.boolean().default(true),
  memberOf: Guids.default([]),
});
export type DirectoryGroup = z.output<typeof DirectoryGroup>;
