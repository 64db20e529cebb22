import { useEffect, useState } from 'preact/hooks';

/** Which of these pages the address names, `#subscriptions` for one; any other name leaves one where one is, as the skip link's does. */
export function usePlace<Name extends string>(names: readonly Name[]): Name {
  const named = (): Name | undefined => names.find((name) => location.hash === `#${name}`);
  const [place, setPlace] = useState<Name>(() => named() ?? names[0]!);

  useEffect(() => {
    const onMoved = () => setPlace((before) => named() ?? before);
    addEventListener('hashchange', onMoved);
    return () => removeEventListener('hashchange', onMoved);
  }, []);

  return place;
}
