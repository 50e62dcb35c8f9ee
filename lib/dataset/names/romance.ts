import { combine, list, type NameStyle } from '#lib/dataset/names/style'

export const french: NameStyle = {
  plain: ['Hôtel {a}', 'Hôtel {a}', 'Hôtel {b}', 'Le {b}', 'Maison {b}', 'Logis {a}', 'Hôtel {b} {city}'],
  budget: ['Hôtel {a}', 'Auberge {a}', 'Petit Hôtel {a}', 'Le Relais {a}', 'Hôtel-Café {a}'],
  grand: [
    'Grand Hôtel {a}',
    'Le {b} Hôtel & Spa',
    'Hôtel Particulier {b}',
    'Les Terrasses {b}',
    'Palais {b}',
  ],
  a: list(
    'du Vieux Pont, de la Gare, du Parc, des Arts, du Marché, de la Poste, du Théâtre, des Tilleuls, de la Fontaine, du Cygne, du Lion d’Or, de l’Horloge, des Trois Rois, du Cheval Blanc, de la Halle, des Remparts, du Clocher, de la Couronne, des Voyageurs, du Commerce, des Platanes, du Jardin, de l’Abbaye, des Quatre Saisons, du Moulin, des Tanneurs, de la Tour, du Musée, de l’Opéra, des Lilas',
  ),
  b: list(
    'Bellevue, Beauséjour, Lamartine, Montaigne, Belmont, Sully, Vauban, Mirabelle, Angélique, Valmont, Colbert, Racine, Beaumarchais, Clairval, Montclair, Duplessis, Marivaux, Ronsard, Belleroche, Saint-Aubin, Sainte-Claire, Florian, Célestine, Delorme, Aubépine',
  ),
  beach: list(
    'Hôtel Beau Rivage, Hôtel de la Plage, Hôtel Miramar, Les Flots Bleus, Hôtel du Phare, La Vague, Hôtel Le Grand Large, Hôtel de la Corniche',
  ),
  mountain: list(
    'Chalet Les Gentianes, Hôtel des Alpes, Le Refuge du Glacier, Hôtel L’Edelweiss, Chalet Bellecôte, Les Mélèzes, Hôtel L’Aiguille',
  ),
  parts: list(
    'Centre, Gare, Nord, Sud, Est, Ouest, Vieille Ville, Les Halles, Jardins, Rive Gauche, Canal, Université',
  ),
  address: '{n} {s}',
  streets: [
    ...list(
      'rue des Tanneurs, rue du Vieux Marché, rue de la République, rue Saint-Martin, rue des Carmes, rue de la Fontaine, rue du Faubourg, rue des Acacias, rue Victor Hugo, rue Pasteur, rue des Écoles, rue du Moulin, rue de la Liberté, rue des Rosiers, rue Saint-Jacques, rue du Château, rue des Lices, rue Molière, rue de l’Abbaye, rue Lamartine, impasse des Lilas, quai des Tanneries, cours Mirabelle, passage du Clos',
    ),
    ...combine(
      'avenue, boulevard, place',
      'de la Gare, Gambetta, du Maréchal Foch, Jean Jaurès, Voltaire, du Théâtre',
      ' ',
    ),
  ],
  max_number: 120,
}

export const spanish: NameStyle = {
  plain: [
    'Hotel {a}',
    'Hotel {a}',
    'Hotel {b}',
    'Hotel Casa {b}',
    'Posada {a}',
    'Hotel Plaza {b}',
    'Hotel {b} {city}',
  ],
  budget: ['Hostal {b}', 'Hostal {a}', 'Pensión {b}', 'Fonda {a}'],
  grand: ['Gran Hotel {b}', 'Palacio {b}', 'Hotel Palacio {a}', 'Casa Palacio {b}', 'Gran Hotel {a}'],
  a: list(
    'del Puente, del Parque, de la Villa, de las Flores, del Carmen, de los Reyes, de la Catedral, del Teatro, de la Fuente, del Mercado, de los Olivos, del Arco, de la Torre, del Jardín, de los Naranjos, del Rey, de la Reina, de las Letras, del Convento, de la Alameda, del Molino, de la Estación',
  ),
  b: list(
    'Alborada, Miraflores, San Telmo, Santa Clara, Monteverde, Valdés, Cervantes, Velázquez, Almendro, Azahar, Colón, Goya, Doña Elvira, Don Jaime, Imperial, Real, Montserrat, La Rosa, El Pilar, San Martín, Santa Lucía, Buenavista, Altamira, Quintana, Alcázar, Castellar',
  ),
  beach: list(
    'Hotel Miramar, Hotel Playa Dorada, Hotel Costa Azul, Hotel Bahía, Hotel Brisamar, Hotel El Faro, Hotel Marina Blanca, Hotel Las Gaviotas',
  ),
  mountain: list(
    'Hostería del Cerro, Hotel Cumbres, Refugio del Lago, Hostería Los Coihues, Cabañas del Bosque, Hotel Nevada',
  ),
  parts: list(
    'Centro, Estación, Norte, Sur, Plaza Mayor, Catedral, Jardines, Ensanche, Universidad, Puerta Real, Mercado, Alameda',
  ),
  address: '{s} {n}',
  streets: [
    ...list(
      'Calle Mayor, Calle de la Paz, Calle San Miguel, Calle del Carmen, Calle Cervantes, Calle de los Olmos, Calle Santa Ana, Calle del Sol, Calle Real, Calle de la Luna, Calle San Francisco, Calle del Príncipe, Calle de la Cruz, Calle Nueva, Calle Goya, Calle de las Huertas, Calle del Pozo, Calle San Vicente, Calle Bolívar, Calle Independencia, Plaza de la Merced, Plaza del Mercado, Plaza Nueva, Paseo de la Alameda, Paseo del Parque',
    ),
    ...combine(
      'Avenida',
      'de la Constitución, del Puerto, de los Álamos, San Martín, Libertad, del Norte',
      ' ',
    ),
  ],
  max_number: 180,
}

export const portuguese: NameStyle = {
  plain: ['Hotel {a}', 'Hotel {b}', 'Casa {a}', 'Hotel {b}', 'Solar {a}', 'Hotel {b} {city}'],
  budget: ['Residencial {b}', 'Pensão {b}', 'Hospedaria {a}', 'Pousada {a}'],
  grand: ['Grande Hotel {b}', 'Palácio {b}', 'Palacete {a}', 'Quinta {a}'],
  a: list(
    'do Jardim, da Ribeira, das Flores, do Chafariz, da Torre, do Largo, dos Anjos, da Sé, do Mirante, das Oliveiras, do Teatro, da Estrela, do Carmo, da Glória, do Mercado, dos Poetas, da Praça, do Convento, da Fonte, das Laranjeiras, da Calçada',
  ),
  b: list(
    'Bela Vista, Alfazema, São Bento, Santa Marta, Dom Henrique, Camélia, Lusitano, Império, São Tiago, Santa Rita, Boavista, Avenida, Alvorada, Monte Claro, Ipê, Almirante, Aurora, Vera Cruz, Azulejo, Marquês, Colonial, Jacarandá',
  ),
  beach: list(
    'Hotel Praia Dourada, Hotel Mar Azul, Hotel Atlântico, Hotel Costa do Sol, Pousada das Ondas, Hotel Baía, Hotel Farol, Hotel Brisa do Mar',
  ),
  mountain: list('Pousada da Serra, Chalé do Vale, Hotel Alto da Serra'),
  parts: list(
    'Centro, Estação, Norte, Sul, Avenida, Jardins, Baixa, Universidade, Parque, Mercado, Alto, Rossio',
  ),
  address: '{s}, {n}',
  streets: list(
    'Rua das Flores, Rua do Carmo, Rua Augusta, Rua da Rosa, Rua de Santa Catarina, Rua do Sol, Rua da Boavista, Rua dos Anjos, Rua de São Bento, Rua da Alegria, Rua do Comércio, Rua Nova, Rua da Fonte, Rua das Oliveiras, Rua Direita, Rua do Salitre, Rua da Esperança, Rua Sete de Setembro, Rua XV de Novembro, Travessa do Poço, Travessa das Mercês, Largo do Chafariz, Praça da República, Avenida da Liberdade, Avenida Central, Avenida Almirante Reis, Avenida dos Aliados, Alameda das Tílias',
  ),
  max_number: 240,
}

export const italian: NameStyle = {
  plain: ['Hotel {a}', 'Hotel {b}', 'Albergo {a}', 'Hotel {b}', 'Locanda {a}', 'Residenza {b}', 'Casa {b}'],
  budget: ['Albergo {b}', 'Pensione {b}', 'Locanda {a}', 'Affittacamere {b}'],
  grand: ['Grand Hotel {b}', 'Palazzo {b}', 'Villa {b}', 'Relais {b}', 'Grand Hotel {a}'],
  a: list(
    'del Ponte, della Torre, del Corso, delle Rose, dei Mercanti, della Fontana, al Duomo, del Teatro, delle Muse, degli Artisti, dei Tigli, del Giglio, della Piazza, ai Giardini, del Leone, alla Stazione, delle Arti, della Pace, del Sole, alle Colonne, della Lanterna, dei Platani',
  ),
  b: list(
    'Bellavista, Aurora, Belvedere, Farnesina, Santa Chiara, San Lorenzo, Gioia, Ludovica, Morandi, Valadier, Cavour, Mazzini, Fiorita, Serena, Imperiale, Vittoria, Medea, Colombina, Donatella, Sant’Anna, San Marco, Laurentia, Giardino, Primavera, Montebello',
  ),
  beach: list(
    'Hotel Miramare, Hotel Lido, Hotel Riviera, Hotel La Scogliera, Hotel Bellariva, Hotel Nettuno, Hotel Le Sirene, Hotel Onda Blu',
  ),
  mountain: list('Hotel Alpino, Baita delle Stelle, Hotel Cristallo, Chalet Genziana, Hotel Dolomia'),
  parts: list(
    'Centro, Stazione, Nord, Sud, Porta Nuova, Duomo, Giardini, Fiera, Università, Mercato, Borgo, Castello',
  ),
  address: '{s} {n}',
  streets: list(
    'Via Garibaldi, Via Mazzini, Via Cavour, Via Roma, Via Dante, Via della Fontana, Via dei Servi, Via San Lorenzo, Via Santa Chiara, Via del Corso, Via dei Mille, Via delle Rose, Via Verdi, Via Manzoni, Via XX Settembre, Via dei Serragli, Via del Mercato, Via della Pace, Via Bellini, Via San Nicola, Via dell’Orso, Vicolo del Gallo, Vicolo dei Fiori, Piazza del Popolo, Piazza San Marco, Piazza della Stazione, Corso Italia, Corso Vittorio Emanuele, Viale dei Tigli, Viale della Repubblica, Largo Augusto, Borgo Pinti',
  ),
  max_number: 130,
}
