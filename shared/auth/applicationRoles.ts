/** What the API's application in Microsoft Entra ID offers: the scope of signed-in people, and the operator's app roles. */
export const delegatedScope = 'access_as_user';
export const operatorAppRole = 'Platform.Operator';
export const monitorAppRole = 'Platform.Monitor';
