import type { CosmosClientOptions } from '@azure/cosmos';

type Transport = NonNullable<CosmosClientOptions['httpClient']>;

/**
 * A transport whose lost connections the SDK does not know as such: it would read again ten times, a second apart, and
 * can not be told otherwise. Who calls the store decides what is sent again, and when.
 */
export const tellsOnce = (transport: Transport): Transport => ({
  async sendRequest(request) {
    try {
      return await transport.sendRequest(request);
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') throw error;
      throw new Error('The connection to the store was lost.', { cause: error });
    }
  },
});
