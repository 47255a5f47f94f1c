import type { DirectoryGroup, DirectoryUser } from './directoryEntries.ts';

export type DirectoryObject = DirectoryUser | DirectoryGroup;

/** The name of its type in Microsoft Graph. */
export function typeOf(object: DirectoryObject): 'user' | 'group' | 'servicePrincipal' {
  if ('groupId' in object) return 'group';
  return object.kind === 'user' ? 'user' : 'servicePrincipal';
}

/** What Microsoft Graph tells of it, as far as the stand-in knows. */
export function propertiesOf(
  object: DirectoryObject,
): Record<string, string | boolean> & { id: string; displayName: string } {
  const { displayName } = object;
  if ('groupId' in object) return { id: object.groupId, displayName, securityEnabled: object.securityEnabled };
  if (object.kind === 'application') return { id: object.objectId, displayName };
  return { id: object.objectId, displayName, userPrincipalName: object.userPrincipalName };
}
