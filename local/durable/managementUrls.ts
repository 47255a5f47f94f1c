/** Where the public interface is; the rpc one is for clients in functions of the same app. */
export const webhookPath = '/runtime/webhooks/durabletask';
export const rpcPath = '/durabletask';

const taskHubName = 'LocalHub';
const query = `taskHub=${taskHubName}&connection=Storage&code=local`;

/** The links by which one instance is watched and steered. */
export function managementUrls(origin: string, instanceId: string) {
  const instance = `${origin}${webhookPath}/instances/${instanceId}`;
  return {
    id: instanceId,
    statusQueryGetUri: `${instance}?${query}`,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}?${query}`,
    terminatePostUri: `${instance}/terminate?reason={text}&${query}`,
    rewindPostUri: `${instance}/rewind?reason={text}&${query}`,
    purgeHistoryDeleteUri: `${instance}?${query}`,
    restartPostUri: `${instance}/restart?${query}`,
    suspendPostUri: `${instance}/suspend?reason={text}&${query}`,
    resumePostUri: `${instance}/resume?reason={text}&${query}`,
  };
}

/** The JSON text of a durableClient binding for clients that reach this host at `origin`. */
export function clientBinding(origin: string): string {
  const start = `${origin}${webhookPath}/orchestrators/{functionName}[/{instanceId}]`;
  return JSON.stringify({
    taskHubName,
    connectionName: null,
    creationUrls: {
      createNewInstancePostUri: `${start}?${query}`,
      createAndWaitOnNewInstancePostUri: `${start}?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&${query}`,
    },
    managementUrls: managementUrls(origin, 'INSTANCEID'),
    baseUrl: `${origin}${webhookPath}`,
    requiredQueryStringParameters: 'code=local',
    rpcBaseUrl: `${origin}${rpcPath}/`,
  });
}
