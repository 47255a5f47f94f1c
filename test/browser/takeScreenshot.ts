import { openBrowser } from './openBrowser.ts';

/* `node test/browser/takeScreenshot.ts <address> <file.png>`: the reference page as docs/ shows it, of a product that runs. */
const [, , address = 'http://localhost:7071/api/v1/docs', path = 'docs/reference-page.png'] = process.argv;
const browser = await openBrowser();
const page = await browser.newPage({ viewport: { width: 1100, height: 760 }, colorScheme: 'light' });
await page.goto(address);
await page.getByLabel('Search').fill('rooms customer permission');
await page.locator('#listRooms > summary').click();
await page.getByRole('heading', { name: 'Parameters' }).waitFor();
await page.evaluate('scrollTo(0, 0)');
await page.screenshot({ path });
await browser.close();
