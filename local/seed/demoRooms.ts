/** A room as the demo makes it; its account is the last word on which one it is. */
export interface DemoRoom {
  name: string;
  site: string;
  country: string;
  accountUpn: string;
  enrolled: boolean;
}

/** Its rooms are still being set up. */
const newSite = 'Munich';

const roomsOf =
  (domain: string) =>
  (site: string, country: string, ...names: string[]): DemoRoom[] =>
    names.map((name) => {
      const accountUpn = `room-${name.toLowerCase()}@${domain}`;
      return { name, site, country, accountUpn, enrolled: site !== newSite };
    });

const contoso = roomsOf('contoso.example');
const tokyo = contoso('Tokyo Marunouchi', 'JP', 'Fuji', 'Sumida', 'Asakusa', 'Ueno', 'Hakone');
const seattle = contoso('Seattle Headquarters', 'US', 'Rainier', 'Cascade', 'Olympic', 'Baker');
const munich = contoso(newSite, 'DE', 'Isar', 'Zugspitze', 'Walchensee');
const boardrooms = ['Fuji', 'Rainier', 'Zugspitze'];

export const contosoRooms: readonly DemoRoom[] = [...tokyo, ...seattle, ...munich];

/** The group that Contoso offers to Tailspin. */
export const sharedGroup = 'Tokyo';

export const contosoGroups: readonly { name: string; description: string; rooms: readonly DemoRoom[] }[] = [
  { name: sharedGroup, description: 'All rooms in Marunouchi', rooms: tokyo },
  { name: 'Seattle', description: 'All rooms at headquarters', rooms: seattle },
  {
    name: 'Boardrooms',
    description: 'Where the board meets, at every site',
    rooms: contosoRooms.filter(({ name }) => boardrooms.includes(name)),
  },
];

const fabrikam = roomsOf('fabrikam.example');

export const fabrikamRooms: readonly DemoRoom[] = [
  ...fabrikam('Osaka Umeda', 'JP', 'Tenma', 'Nakanoshima', 'Dojima'),
  ...fabrikam('London', 'GB', 'Tamar', 'Severn'),
];
