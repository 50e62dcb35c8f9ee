/** Every style by name. A new country needs a line in `countries.ts`; a new style needs a list here. */
import { chinese, indian, japanese, korean } from '#lib/dataset/names/asian'
import { african, american, british } from '#lib/dataset/names/english'
import { dutch, german } from '#lib/dataset/names/germanic'
import { arabic, greek, turkish } from '#lib/dataset/names/mediterranean'
import { finnish, icelandic, nordic, swedish } from '#lib/dataset/names/nordic'
import { french, italian, portuguese, spanish } from '#lib/dataset/names/romance'
import { adriatic, central, czech, hungarian, polish } from '#lib/dataset/names/slavic'
import { filipino, malay, thai, vietnamese } from '#lib/dataset/names/southeast'
import type { NameStyle, StyleName } from '#lib/dataset/names/style'

export const styles: Readonly<Record<StyleName, NameStyle>> = {
  french,
  spanish,
  portuguese,
  italian,
  german,
  dutch,
  nordic,
  swedish,
  finnish,
  icelandic,
  british,
  american,
  polish,
  czech,
  hungarian,
  adriatic,
  central,
  greek,
  turkish,
  arabic,
  african,
  indian,
  thai,
  malay,
  vietnamese,
  filipino,
  japanese,
  korean,
  chinese,
}

/** Cities that speak another language than most of their country. */
export const style_of_city: ReadonlyMap<string, StyleName> = new Map([
  ['Genève/CH', 'french'],
  ['Lausanne/CH', 'french'],
  ['Lugano/CH', 'italian'],
  ['Montréal/CA', 'french'],
  ['Québec/CA', 'french'],
  ['Brugge/BE', 'dutch'],
  ['Gent/BE', 'dutch'],
  ['Antwerpen/BE', 'dutch'],
  ['Valletta/MT', 'british'],
])
