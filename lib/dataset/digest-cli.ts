/** Prints the digest: `<runtime> digest-cli.ts <profile> <seed> <first_day> <nights>`. Compares machines and runtimes. */
import { datasetDigest } from '#lib/dataset/digest'
import { type ProfileName, profile_names } from '#lib/dataset/profiles'

const [name = 'tiny', seed = '1', first_day = '20454', nights = '60'] = process.argv.slice(2)
const known = (text: string): text is ProfileName => profile_names.some((profile) => profile === text)
if (!known(name)) throw new RangeError(`a profile is one of ${profile_names.join(', ')}`)
console.log(
  datasetDigest({
    profile: name,
    seed: Number(seed),
    first_day: Number(first_day),
    nights: Number(nights),
  }),
)
