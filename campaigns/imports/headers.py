"""The names that columns have in nl, fr, en, de, es, ca and in other systems' exports."""

import re
import unicodedata

_LOCALE = re.compile(r"/([a-z]{2,3}(?:[-_][A-Za-z]{2,4})?)$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ASIDE = re.compile(r"\([^()]*\)")

# Each list in order of preference, written as `plain_name` leaves a header.
BODY = (
    "comment body", "statement text", "body", "description", "beschrijving", "omschrijving",
    "beschreibung", "descripcion", "descripcio", "cos", "content", "inhoud", "contenu", "inhalt",
    "contenido", "contingut", "text", "tekst", "texte", "texto", "droom", "jouw droom", "dream",
    "reve", "traum", "sueno", "somni", "idee", "idea", "proposal", "voorstel", "proposition",
    "vorschlag", "propuesta", "proposta", "bijdrage", "contribution", "beitrag", "aportacion",
    "aportacio", "inzending", "comment", "comments text", "reactie", "opmerking", "commentaar",
    "commentaire", "kommentar", "comentario", "comentari", "message", "bericht", "nachricht",
    "mensaje", "missatge", "post transcript", "statement", "uitspraak", "stelling", "quote",
    "citaat", "response", "antwoord", "reponse", "antwort", "respuesta", "resposta", "answer",
    "summary", "samenvatting", "resume", "zusammenfassung", "resumen", "resum", "data",
)  # fmt: skip
TITLE = (
    "title", "titel", "titre", "titulo", "titol", "post name", "proposal title", "onderwerp",
    "subject", "sujet", "objet", "betreff", "asunto", "assumpte", "kop", "headline",
)  # fmt: skip
# A title in adhocracy, a person elsewhere: `mapping` looks at the rest of the table.
TITLE_OR_NAME = ("name", "naam", "nom", "nombre", "bezeichnung")
SOURCE_ID = (
    "id", "uid", "uuid", "input id", "inzending id", "id inzending", "comment id", "statement id",
    "proposal id", "idea id", "post id", "submission id", "response id", "contribution id",
    "row id", "reference number", "reference no", "referentienummer", "reference", "referentie",
    "referenznummer", "referenz", "referencia", "ref", "kenmerk", "identifiant", "kennung",
    "identificador", "nummer", "number", "numero", "nr", "no", "i", "code", "codi", "codigo",
)  # fmt: skip
NAME = (
    "voornaam", "first name", "firstname", "prenom", "vorname", "nombre de pila", "display name",
    "author/name", "author name", "author fullname", "naam auteur", "auteur naam", "nom auteur",
    "nom de l auteur", "nombre del autor", "nom de l autor", "user/name", "user name", "username",
    "gebruiker naam", "gebruikersnaam", "public author", "creator", "author", "auteur", "autor",
    "autora", "verfasser", "verfasserin", "ersteller", "erstellt von", "indiener", "inzender",
    "ingediend door", "speaker name", "speaker", "interview", "interviewee", "full name",
    "volledige naam", "nom complet", "nombre completo",
)  # fmt: skip
DISTRICT = (
    "district", "wijk", "buurt", "stadsdeel", "deelgemeente", "quartier", "stadtteil",
    "stadtbezirk", "bezirk", "barrio", "distrito", "barri", "districte", "neighbourhood",
    "neighborhood",
    "scope/name", "scope name", "geozone", "gebied", "dorp", "woonplaats", "gebruiker woonplaats",
)  # fmt: skip
AGE = (
    "age", "leeftijd", "leeftijdsgroep", "leeftijdscategorie", "leeftijdsklasse", "age group",
    "age range", "agegroup", "tranche d age", "groupe d age", "alter", "altersgruppe", "edad",
    "grupo de edad", "rango de edad", "edat", "grup d edat", "franja d edat",
)  # fmt: skip
LANGUAGE = (
    "language", "locale", "lang", "taal", "langue", "sprache", "idioma", "lengua", "llengua",
)  # fmt: skip
CREATED_AT = (
    "created at", "created", "public created at", "created on", "published at", "submitted at",
    "submitted on", "date created", "datum aangemaakt", "aangemaakt op", "aangemaakt",
    "ingediend om", "ingediend op", "gepubliceerd om", "gepubliceerd op", "datum gepubliceerd",
    "date de creation", "date de publication", "cree le", "publie le", "erstellt", "erstellt am",
    "erstelldatum", "veroffentlicht am", "fecha de creacion", "fecha de publicacion", "creado",
    "data de creacio", "creat", "timestamp", "datetime", "tijdstip", "horodatage", "zeitstempel",
    "marca temporal", "datum", "date", "fecha", "data",
)  # fmt: skip
URL = (
    "url", "link", "input url", "permalink", "embedded url", "lien", "enlace", "enllac", "weblink",
    "webadres", "webadresse",
)  # fmt: skip
# Read with `header_key`: the difference is often in an aside.
LATITUDE = (
    "latitude", "lat", "breedtegraad", "breitengrad", "latitud", "location latitude",
    "location lat", "locatie lat", "location/lat", "geo lat",
)  # fmt: skip
LONGITUDE = (
    "longitude", "lng", "lon", "lengtegraad", "langengrad", "longitud", "location longitude",
    "location lon", "location lng", "locatie lng", "locatie lon", "location/lng", "location/lon",
    "geo lng",
)  # fmt: skip


def split_locale(column: str) -> tuple[str, str]:
    """Return a nested header as its name and its language: `body/nl` is `body` in `nl`."""
    found = _LOCALE.search(column)
    if not found or found[1] == "id" or found[1] == "url":
        return column, ""
    return column[: found.start()], found[1][:3].rstrip("-_").lower()


def plain_name(column: str) -> str:
    """Return a header without language, case, accents, asides and punctuation."""
    name = _CAMEL.sub(" ", _ASIDE.sub(" ", split_locale(column.strip())[0])).casefold()
    name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w/]|_", " ", name).split())


def header_key(column: str) -> str:
    """Return a header as `plain_name` does, asides kept: `Locatie (lat)` is `locatie lat`."""
    return plain_name(column.replace("(", " ").replace(")", " "))
