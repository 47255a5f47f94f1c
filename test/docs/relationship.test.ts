import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { changeRequestLifecycle } from '../../shared/domain/changeRequests/changeRequestLifecycle.ts';
import { invitationLifecycle } from '../../shared/domain/invitations/invitationLifecycle.ts';
import { relationshipLifecycle } from '../../shared/domain/relationships/relationshipLifecycle.ts';
import { stateDiagram, stateTable } from '../support/lifecyclePicture.ts';

const page = readFileSync('docs/relationship.md', 'utf8');

test.each([
  ['R30 the states of a relationship', stateDiagram(relationshipLifecycle)],
  ['R30 what can be done with a relationship', stateTable(relationshipLifecycle)],
  ['R23 the statuses of an invitation', stateDiagram(invitationLifecycle, ['invite', 'pending'])],
  ['R23 what can be done with an invitation', stateTable(invitationLifecycle)],
  ['R61 the states of a change that waits', stateDiagram(changeRequestLifecycle, ['ask', 'pending'])],
  ['R61 what can be done with a change that waits', stateTable(changeRequestLifecycle)],
])('%s: docs/relationship.md shows what the product goes by', (_, shown) => {
  expect(page).toContain(`\n${shown}\n`);
});
