/** A part of the code that is mutated, and the tests that are to notice it. */
export interface Part {
  readonly mutate: string;
  /** Of `test/`: what is not named here is not asked, even if it would notice. */
  readonly tests: readonly string[];
}

const concept = (name: string, ...tests: string[]): [string, Part] => [
  name,
  { mutate: `shared/domain/${name}/**/*.ts`, tests: tests.map((test) => `test/${test}.test.ts`) },
];

/** The parts of `shared/domain` and `shared/auth`, each with the tests that are about it. */
export const parts: Readonly<Record<string, Part>> = {
  auth: { mutate: 'shared/auth/*.ts', tests: ['test/shared/auth/*.test.ts', 'test/functions/groups/*.test.ts'] },
  domain: { mutate: 'shared/domain/*.ts', tests: ['test/shared/domain/*.test.ts', 'test/functions/**/*.test.ts'] },
  ...Object.fromEntries([
    concept('access', 'shared/domain/access/*'),
    concept('acrossCustomers', 'functions/aggregated/*'),
    concept('auditEvents', 'functions/audit/*'),
    concept('customRoles', 'shared/domain/customRoles/*', 'shared/domain/access/*', 'functions/roles/*'),
    concept('directorySearch', 'functions/directory/*'),
    concept('enrollment', 'functions/enrollment/*'),
    concept('invitations', 'functions/invitations/*', 'functions/invitation'),
    concept('me', 'functions/me', 'functions/health'),
    concept('notifications', 'functions/notifications/*'),
    concept('overview', 'functions/aggregated/*'),
    concept('preferences', 'functions/preferences/*'),
    concept('primaryAdmins', 'functions/roles/*'),
    concept('relationships', 'functions/relationships/*', 'functions/invitations/*'),
    concept('reports', 'functions/reports/*'),
    concept('roleAssignments', 'functions/roles/*'),
    concept('roomGroups', 'shared/domain/access/*', 'functions/rooms/*'),
    concept('rooms', 'shared/domain/access/*', 'functions/rooms/*'),
    concept('settings', 'functions/settings/*'),
    concept('signals', 'functions/signals/*'),
    concept('tenantManagers', 'functions/roles/*'),
    concept('tenants', 'functions/tenants/*'),
    concept('tickets', 'functions/tickets/*'),
    concept('updateRings', 'functions/updateRings/*'),
    concept('workflows', 'functions/orchestrations/*', 'functions/operations'),
  ]),
};
