import { app, type HttpRequest } from '@azure/functions';

const echo = async (request: HttpRequest) => ({
  jsonBody: {
    url: request.url,
    method: request.method,
    params: request.params,
    query: Object.fromEntries(request.query),
    headers: Object.fromEntries(request.headers),
    body: request.body === null ? null : Buffer.from(await request.arrayBuffer()).toString('latin1'),
  },
});

app.http('echoRequest', { methods: ['GET', 'POST', 'DELETE'], route: 'echo/{id?}', handler: echo });
app.http('rest', { methods: ['GET'], route: 'rest/{*rest}', handler: echo });
app.http('number', { methods: ['GET'], route: 'number/{n:int}', handler: echo });
app.http('unique', { methods: ['GET'], route: 'unique/{g:guid}', handler: echo });
app.http('byName', { methods: ['PUT'], handler: echo });
app.http('deep', { methods: ['GET'], route: 'Deep/{FirstPart}/then/{second}', handler: echo });
app.http('optional', { methods: ['POST'], route: '{id:int?}', handler: echo });
app.get('invocations', (_request, context) => ({
  jsonBody: { id: context.invocationId, functionName: context.functionName },
}));
