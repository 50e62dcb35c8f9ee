import { combine, list, type NameStyle } from '#lib/dataset/names/style'

export const british: NameStyle = {
  plain: [
    'The {a} Hotel',
    'The {b}',
    'The {a} House',
    '{a} House Hotel',
    'The {b} Hotel',
    'The {a} Townhouse',
    '{a} Court Hotel',
  ],
  budget: ['{a} Lodge', 'The {a} Guest House', 'The {b} Inn', '{a} Rooms', 'The {a} Arms'],
  grand: ['The {a} Grand', 'The Royal {a}', '{a} Hall Hotel & Spa', 'The {a} Residence', 'The {a}'],
  a: list(
    'Ashcombe, Belgrave, Carlisle, Pembroke, Wexford, Lansdowne, Fairfax, Hartwell, Kestrel, Marlowe, Northgate, Oakley, Quince, Rosewood, Somerby, Thornbury, Windmill, Abbey, Bridge, Chapel, Garden, Clarendon, Alderley, Bramley, Eastgate, Hawthorne, Linden, Mallory, Stanhope, Wren, Tavistock, Cavendale',
  ),
  b: list(
    'Old Bridge, Copper Kettle, White Swan, Golden Hart, King’s Head, Queen’s Walk, Blue Door, Clock Tower, Three Elms, Red Lion, Fox & Lantern, Wheatsheaf, Rose & Crown, Weaver’s Yard, Printworks, Old Foundry, Merchant’s Rest, Orchard, Old Library, Corn Exchange, Mulberry Tree, Bell & Bishop',
  ),
  beach: list(
    'The Harbour House, Seaview Hotel, The Esplanade, The Promenade Hotel, Lighthouse Lodge, The Sandpiper, Bayside Hotel, Driftwood House, Coral Cove Hotel, Palm Bay Hotel',
  ),
  mountain: list(
    'Highfell Lodge, The Ridge House, Remarkable Peaks Lodge, Alpine Ridge Hotel, Lakeview Lodge',
  ),
  parts: list(
    'Central, Station, North, South, West End, Riverside, Old Town, Parkside, Gardens, Quayside, University, Market Square',
  ),
  address: '{n} {s}',
  streets: combine(
    'Church, Albert, Queen, King, Mill, Victoria, Orchard, Station, Castle, Bridge, Grove, Abbey, Chapel, George, Elm, Wellington, Market, Park, St James’s, Clarence',
    'Street, Road, Lane, Terrace, Place',
    ' ',
  ),
  max_number: 150,
}

export const american: NameStyle = {
  plain: [
    'The {a} Hotel',
    'Hotel {a}',
    'The {a}',
    '{b} Inn & Suites',
    'The {b} Hotel',
    '{a} House',
    'The {a} {city}',
  ],
  budget: ['{b} Inn', '{b} Motel', '{a} Motor Lodge', '{b} Lodge', '{a} Guesthouse'],
  grand: ['The {a} Grand', 'The {a} Plaza', '{a} Tower Hotel', 'The {a} Residences', 'The {b} Hotel & Spa'],
  a: list(
    'Ellison, Hawley, Beechman, Larkin, Emerson, Alder, Fulton, Marlow, Whitaker, Monroe, Calloway, Prescott, Ames, Winslow, Delamere, Langley, Kendrick, Halstead, Bowery, Sutter, Lowell, Harper, Madison, Ashland, Thatcher, Garnet, Wilder, Bancroft, Juniper, Sloane, Corbin, Hollis',
  ),
  b: list(
    'Blue Heron, Red Maple, Copper Canyon, Silver Birch, Cedar Grove, Union Square, Liberty, Lakeshore, Sunset, Evergreen, Prairie, Magnolia, Starlight, Crosstown, Red Brick, Foundry, Parkside, Midtown, Canal, Garden State, Pioneer, Harvest, Beacon, Willow Creek',
  ),
  beach: list(
    'The Sandbar Hotel, Ocean Breeze Inn, Palm Court Hotel, Pelican Bay Resort, The Tides, Coral Reef Hotel, Surf & Sand Inn, Seagrass Resort, The Breakers Point, Blue Lagoon Resort',
  ),
  mountain: list(
    'Timberfall Lodge & Spa, The Summit House, Elk Ridge Lodge, Powder Peak Inn, Silver Spruce Lodge, Bearclaw Lodge, Snowberry Inn',
  ),
  parts: list(
    'Downtown, Midtown, Uptown, North, South, West, East, Convention Center, Arts District, Old Town, Riverwalk, University',
  ),
  address: '{n} {s}',
  streets: [
    ...combine(
      'Main, Oak, Maple, Elm, Washington, Franklin, Lincoln, Jackson, Cedar, Walnut, Pine, Madison, Union, Spring',
      'Street, Avenue, Boulevard',
      ' ',
    ),
    ...list(
      'West 3rd Street, East 5th Street, West 14th Street, East 21st Street, West 32nd Street, East 44th Street, West 8th Avenue, 2nd Avenue, 6th Avenue, 9th Avenue',
    ),
  ],
  max_number: 999,
}

export const african: NameStyle = {
  plain: ['{a} Hotel', 'The {a} Lodge', '{a} Guest House', 'Hotel {a}', 'The {b}', '{b} Hotel', '{a} Court'],
  budget: ['{a} Guest House', '{a} Inn', '{b} Rest House', '{a} B&B'],
  grand: ['The {a} Grand', '{a} Palace Hotel', 'The {b} Hotel & Spa', '{a} Towers'],
  a: list(
    'Baobab, Acacia, Marula, Jacaranda, Savanna, Kudu, Impala, Simba, Amani, Umoja, Serengo, Karibu, Protea, Fynbos, Jabulani, Tamarind, Zuri, Makena, Mopani, Kilele, Ubuntu, Heron, Flamingo, Imbali, Thandeka, Bahari',
  ),
  b: list(
    'Table View, Garden Court Yard, Blue Crane, Yellowwood, Fever Tree, Stone Town House, Weaver’s Nest, Old Mission, Red Earth, Palm Grove, Lion’s Rest, Kingfisher, Elephant Walk, Sunbird',
  ),
  beach: list(
    'Coral Sands Hotel, Dhow House, Ocean Baobab Resort, Seafront Protea House, Blue Dhow Hotel, Whale Bay Lodge',
  ),
  mountain: list('Mountain View Lodge, Highlands Lodge'),
  parts: list(
    'Central, North, South, Gardens, Hill, Old Post, Plaza, Park, Market, Heights, University, Old Town',
  ),
  address: '{n} {s}',
  streets: combine(
    'Independence, Church, Long, Market, Kenyatta, Mandela, Jacaranda, Acacia, Station, Garden, Kloof, Loop, Unity, Uhuru, Moi, Palm',
    'Street, Avenue, Road',
    ' ',
  ),
  max_number: 210,
}
