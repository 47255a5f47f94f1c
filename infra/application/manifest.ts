import { delegatedScope, monitorAppRole, operatorAppRole } from '../../shared/auth/applicationRoles.ts';

/** Ids of what the application offers. They stay as they are: whoever was given a role or a scope was given its id. */
const ids = {
  scope: '6f1a3c52-0b7e-4d0c-9a54-6f7b0d1c2e01',
  operator: '6f1a3c52-0b7e-4d0c-9a54-6f7b0d1c2e02',
  monitor: '6f1a3c52-0b7e-4d0c-9a54-6f7b0d1c2e03',
};

/** Application permissions of Microsoft Graph that customers and partners consent to: reading people and memberships. */
const microsoftGraph = '00000003-0000-0000-c000-000000000000';
const graphPermissions = [
  { id: 'df021288-bdef-4463-88db-98f22de89214', type: 'Role' }, // User.Read.All
  { id: '98830695-27a2-44f7-8c18-0c3ebc9698f6', type: 'Role' }, // GroupMember.Read.All
];

/**
 * The API's application, as Microsoft Graph takes it: of any organisation, with v2 tokens, without a secret.
 * @param redirectUrl where somebody is sent after consenting
 */
export const applicationManifest = (displayName: string, redirectUrl: string | undefined) => ({
  displayName,
  signInAudience: 'AzureADMultipleOrgs',
  api: {
    requestedAccessTokenVersion: 2,
    oauth2PermissionScopes: [
      {
        id: ids.scope,
        value: delegatedScope,
        type: 'User',
        isEnabled: true,
        adminConsentDisplayName: 'Manage meeting rooms as the signed-in person',
        adminConsentDescription: 'Lets an application act as the signed-in person, with the rights that person has.',
        userConsentDisplayName: 'Manage meeting rooms as you',
        userConsentDescription: 'Lets an application act as you, with the rights that you have.',
      },
    ],
  },
  appRoles: [
    {
      id: ids.operator,
      value: operatorAppRole,
      allowedMemberTypes: ['User'],
      isEnabled: true,
      displayName: 'Operator',
      description: 'Registers tenants. Counts in the tenant of whoever runs the service only.',
    },
    {
      id: ids.monitor,
      value: monitorAppRole,
      allowedMemberTypes: ['Application'],
      isEnabled: true,
      displayName: 'Monitoring',
      description: 'Reports signals of rooms. Counts in the tenant of whoever runs the service only.',
    },
  ],
  // Security groups and directory roles (wids): rights are given to groups, and administrators are known by their role.
  groupMembershipClaims: 'SecurityGroup',
  // Tells applications from people beyond doubt.
  optionalClaims: { accessToken: [{ name: 'idtyp', additionalProperties: ['include_user_token'] }] },
  requiredResourceAccess: [{ resourceAppId: microsoftGraph, resourceAccess: graphPermissions }],
  ...(redirectUrl === undefined ? {} : { web: { redirectUris: [redirectUrl] } }),
});

/** Lets the app's managed identity act as the application: what takes the place of a secret. */
export const federatedCredential = (tenantId: string, principalId: string) => ({
  issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
  subject: principalId,
  audiences: ['api://AzureADTokenExchange'],
  description: 'The managed identity of the function app.',
});

/** Where an administrator of a customer or partner lets the service read its directory. */
export const consentLink = (clientId: string, redirectUrl: string | undefined): string => {
  const query = new URLSearchParams({
    client_id: clientId,
    scope: 'https://graph.microsoft.com/.default',
    ...(redirectUrl === undefined ? {} : { redirect_uri: redirectUrl }),
  });
  return `https://login.microsoftonline.com/organizations/v2.0/adminconsent?${query.toString()}`;
};
