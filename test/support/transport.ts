import type { ProductParts } from './world.ts';

type HttpClient = ProductParts['cosmos']['httpClient'];
type HttpRequest = Parameters<HttpClient['sendRequest']>[0];
type HttpResponse = ReturnType<HttpClient['sendRequest']>;

/** Puts something between the product and its store: it may wait, change what is sent, or do nothing. */
export const betweenStore =
  (between: (request: HttpRequest, proceed: () => HttpResponse) => HttpResponse) =>
  (parts: ProductParts): ProductParts => {
    const { httpClient } = parts.cosmos;
    const sendRequest: HttpClient['sendRequest'] = (request) => between(request, () => httpClient.sendRequest(request));
    return { ...parts, cosmos: { ...parts.cosmos, httpClient: { sendRequest } } };
  };
