import type { ChannelModel } from '../models.ts';
import { eAddress, inPerson, online, post, vpvkac } from './describe.ts';

/** Where every VSAA benefit is applied for: one e-service of the portal, any customer centre, post. The page: only one that was read. */
export function vsaaChannels(page: string | null = null): ChannelModel[] {
  return [
    online('https://latvija.gov.lv/Services/45686', 'latvija.gov.lv'),
    inPerson('VSAA klientu apkalpošanas centri', page && `https://www.vsaa.gov.lv/lv/pakalpojumi/${page}`),
    vpvkac,
    eAddress,
    post,
  ];
}
