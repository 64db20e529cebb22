/**
 * Latvia's plane coordinates (LKS-92, EPSG:3059: transverse Mercator on GRS 80, central meridian 24° E, scale 0.9996, false
 * easting 500 km, false northing −6,000 km) as degrees, by the series of Krüger, right to a millimetre.
 */
const FLATTENING = 1 / 298.257222101;
const SEMI_MAJOR = 6_378_137;
const SCALE = 0.9996;
const [CENTRAL_MERIDIAN, FALSE_EASTING, FALSE_NORTHING] = [24, 500_000, -6_000_000];

const n = FLATTENING / (2 - FLATTENING);
const RECTIFYING = (SEMI_MAJOR / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
const BETA = [n / 2 - (2 / 3) * n ** 2 + (37 / 96) * n ** 3, n ** 2 / 48 + n ** 3 / 15, (17 / 480) * n ** 3];
const DELTA = [2 * n - (2 / 3) * n ** 2 - 2 * n ** 3, (7 / 3) * n ** 2 - (8 / 5) * n ** 3, (56 / 15) * n ** 3];

/** Mind the order: the register calls the northing X and the easting Y. */
export function degreesOf(northing: number, easting: number): { latitude: number; longitude: number } {
  const xi = (northing - FALSE_NORTHING) / (SCALE * RECTIFYING);
  const eta = (easting - FALSE_EASTING) / (SCALE * RECTIFYING);
  let [xiPrime, etaPrime] = [xi, eta];
  BETA.forEach((beta, at) => {
    const turns = 2 * (at + 1);
    xiPrime -= beta * Math.sin(turns * xi) * Math.cosh(turns * eta);
    etaPrime -= beta * Math.cos(turns * xi) * Math.sinh(turns * eta);
  });
  const conformal = Math.asin(Math.sin(xiPrime) / Math.cosh(etaPrime));
  const latitude = DELTA.reduce((sum, delta, at) => sum + delta * Math.sin(2 * (at + 1) * conformal), conformal);
  const longitude = Math.atan2(Math.sinh(etaPrime), Math.cos(xiPrime));
  return { latitude: (latitude * 180) / Math.PI, longitude: CENTRAL_MERIDIAN + (longitude * 180) / Math.PI };
}
