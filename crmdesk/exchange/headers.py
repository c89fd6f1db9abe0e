"""A first guess which column is which field, from the columns' names in English and Spanish.

The guess fills the mapping table of the window, where a person sees and corrects it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from crmdesk.models.fold import fold
from crmdesk.sales import fields as kept

_WAYS = (
    "email email_label emails phone phone_label phones website website_label websites city postcode country "
    "address_label addresses"
)
_CONSENT = " ".join(
    f"consent_{channel}{part}" for channel in ("email", "phone", "message", "letter") for part in ("", "_on", "_note")
)
_PERSON = f"external_id name first_name last_name company job_title birthday street {_WAYS} {_CONSENT} owner tags"
_LISTED = {
    "user": "external_id name email team manager",
    "company": f"external_id name kind industry founded annual_revenue employees address parent {_WAYS} {_CONSENT} "
    "owner tags description",
    "contact": _PERSON + " source description",
    "lead": _PERSON + " source status campaign rating notes priority closed_on reason reason_note look_again_on",
    "product": "external_id name code category unit price tax description owner",
    "opportunity": "external_id key title company contact pipeline stage amount probability created_on expected_on "
    "closed_on product source reason campaign priority description owner tags",
    "activity": "external_id subject type due_on due_at minutes priority done_on status owner belongs_to person "
    "opportunity lead contact company location note outcome",
    "message": "external_id text title note author created_on belongs_to opportunity lead contact company",
    "quote": "external_id number title opportunity client person address tax_id status valid_until sent_on decided_on "
    "language intro terms owner created_on",
    "quote_line": "external_id quote product name description quantity unit price discount tax",
}


def is_filled(field: kept.Field) -> bool:
    """Whether a file can fill a field."""
    return not field.read_only


FIELDS: dict[str, tuple[str, ...]] = {
    kind: tuple(dict.fromkeys([*listed.split(), *(field.name for field in kept.FIELDS[kind] if is_filled(field))]))
    for kind, listed in _LISTED.items()
}
"""The fields a file can fill, for each kind of record.

Those that are not listed above are hardly ever meant by other programs' files: only their own name, as exports write
it, means them.
"""

# what the columns are called, in lower case and without anything but letters and digits
_CALLED: dict[str, str] = {
    "name": "name fullname nombre nombrecompleto nombreyapellidos displayname",
    "first_name": "firstname givenname forename nombre nombres nombredepila primernombre",
    "last_name": "lastname familyname surname apellido apellidos",
    "company": "company companyname account accountname organization organisation organizationname organization1name "
    "business empresa nombreempresa cliente client customer cuenta organizacion razonsocial employer",
    "job_title": "jobtitle title position cargo puesto occupation ocupacion role profesion organizationtitle "
    "organization1title",
    "email": "email mail emailaddress correo correoelectronico contactemail email1 email1value",
    "phone": "phone phonenumber telephone tel mobile mobilephone cell telefono telefonofijo movil celular phone1 "
    "phone1value",
    "email_label": "email1type email1label",
    "emails": "emails otheremails furtheremails additionalemails otroscorreos correosadicionales correos",
    "phone_label": "phone1type phone1label",
    "phones": "phones otherphones furtherphones additionalphones otrostelefonos telefonosadicionales telefonos",
    "websites": "websites otherwebsites otrossitiosweb",
    "address_label": "address1type address1label",
    "addresses": "addresses otheraddresses otrasdirecciones direcciones",
    "birthday": "birthday birthdate dateofbirth dob fechadenacimiento fechanacimiento nacimiento cumpleanos",
    "street": "street streetaddress address mailingstreet calle direccion domicilio address1street",
    "address": "address street billingstreet direccion domicilio calle",
    "city": "city town ciudad poblacion localidad municipio billingcity mailingcity address1city suburb",
    "postcode": "postcode postalcode zip zipcode codigopostal cp mailingpostalcode address1postalcode",
    "country": "country countryname pais billingcountry mailingcountry address1country officelocation nacion",
    "owner": "owner ownername salesagent salesrep salesperson agent assignedto assigneduser leadowner comercial "
    "asignadoa propietario responsable vendedor agente vendedorasignado accountowner opportunityowner dealowner",
    "tags": "tags tag labels etiquetas etiqueta groupmembership",
    "source": "source leadsource origin origen fuente procedencia canal utmsource",
    "campaign": "campaign campaignname campana",
    "notes": "notes note comments description notas nota comentarios observaciones additionalinfo",
    "status": "status leadstatus estado estatus situacion",
    "rating": "rating score calificacion puntuacion valoracion temperatura",
    "team": "team equipo regionaloffice office oficina department departamento salesteam sucursal",
    "manager": "manager managername reportsto supervisor jefe jefedirecto gerente responsable encargado",
    "kind": "kind type accounttype companytype tipo tipodeempresa relacion",
    "industry": "industry sector industria ramo giro actividad",
    "founded": "founded yearestablished foundedyear yearfounded fundacion fundada anodefundacion fechafundacion",
    "annual_revenue": "annualrevenue revenue turnover facturacion facturacionanual ingresos ingresosanuales ventas",
    "employees": "employees numberofemployees numemployees headcount empleados numerodeempleados plantilla",
    "parent": "parent parentaccount parentcompany subsidiaryof matriz empresamatriz filialde grupo",
    "website": "website web url homepage domain sitioweb paginaweb pagina website1value",
    "code": "code productcode sku ean codigo codigodeproducto referencia clave ref internalid",
    "category": "category series family productfamily categoria familia linea serie tipo",
    "unit": "unit uom unitofmeasure unidad unidaddemedida",
    "price": "price salesprice unitprice listprice precio preciounitario preciodeventa pvp importe tarifa",
    "tax": "tax taxrate vat iva impuesto tipoiva impuestos",
    "number": "number quotenumber numero folio nocotizacion numerodecotizacion",
    "opportunity": "opportunity opportunityname deal oportunidad trato",
    "client": "client clientname cliente",
    "tax_id": "taxid rfc nif vat vatnumber idfiscal",
    "valid_until": "validuntil expirationdate expirydate expireson vigencia validez validahasta vence",
    "sent_on": "senton sentdate fechadeenvio enviada",
    "decided_on": "decidedon accepteddate respondida",
    "language": "language idioma",
    "intro": "intro introduction introduccion",
    "terms": "terms paymentterms conditions condiciones",
    "quote": "quote quotename quotenumber cotizacion presupuesto",
    "quantity": "quantity qty cantidad unidades",
    "discount": "discount descuento dto",
    "key": "key dealkey clave clavedetrato number numero folio",
    "title": "title name dealname dealtitle opportunityname subject titulo nombre asunto oportunidad opportunity deal "
    "negocio trato nombredelaoportunidad nombredeltrato",
    "contact": "contact contactname contactperson primarycontact contacto nombredelcontacto personadecontacto",
    "pipeline": "pipeline pipelinename salesprocess embudo proceso procesodeventa",
    "stage": "stage stagename dealstage salesstage status etapa fase estado etapadelanegociacion",
    "amount": "amount closevalue value dealvalue dealamount opportunityamount expectedrevenue total importe monto "
    "valor cantidad montototal importetotal valordeltrato",
    "probability": "probability chance winprobability probabilidad",
    "created_on": "createdon createdate createddate created datecreated engagedate startdate opendate fechainicio "
    "fechadeinicio fechacreacion fechadecreacion fechaalta fechadealta creado creacion fechaapertura",
    "expected_on": "expectedon expectedclose expectedclosedate estimatedclosedate forecastdate duedate fechaprevista "
    "cierreprevisto fechacierreprevista fechaprevistadecierre fechaestimada fechaestimadadecierre cierreestimado",
    "closed_on": "closedon closedate closingdate closed dateclosed actualclosedate wondate fechacierre fechadecierre "
    "cierre fechacierrereal fecharealdecierre",
    "product": "product productname item producto articulo servicio nombredelproducto",
    "reason": "reason lostreason lossreason closereason motivo razon motivodeperdida razondeperdida motivoperdida",
    "reason_note": "reasonnote lossnote notamotivo notasobreelmotivo notadelmotivo",
    "look_again_on": "lookagainon lookagain revisiton revisitdate followupdate volveravereldia volveraver "
    "fechareevaluacion reevaluacion",
    "priority": "priority prioridad nivel estrellas",
    "text": "text body content message note nota mensaje texto contenido cuerpo comentario comment",
    "author": "author createdby writtenby autor creadopor escritopor",
    "belongs_to": "belongsto parent parentid related relatedto relatedrecord relatedid linkedentityid whatid "
    "pertenecea relacionadocon registro",
    "subject": "subject title name asunto titulo nombre tarea task activity actividad",
    "due_on": "dueon duedate due activitydate date fecha fechavencimiento fechadevencimiento vence vencimiento dia",
    "due_at": "dueat startdatetime starttime start activitydatetime datetime inicio fechayhora fechahora hora",
    "minutes": "minutes duration durationinminutes durationminutes callduration duracion minutos",
    "done_on": "doneon completeddate completedate completedon completiondate dateclosed closeddate fechahecha "
    "hechael fechadecierre fecharealizada",
    "location": "location place venue lugar ubicacion",
    "outcome": "outcome result calldisposition resultado",
    "description": "description notes details comments descripcion notas detalle detalles observaciones comentarios",
}
# where a kind calls a field by other words too
_CALLED_BY_KIND: dict[str, dict[str, str]] = {
    "user": {
        "external_id": "userid usuarioid idusuario employeeid agentid",
        "name": "user username salesagent salesrep agent usuario comercial agente vendedor owner ownername employee",
    },
    "company": {
        "external_id": "companyid accountid organizationid customerid empresaid idempresa accountextid clienteid",
        "name": "company companyname account accountname organization organizationname empresa cliente customer cuenta "
        "razonsocial nombredelaempresa nombrecomercial",
    },
    "contact": {
        "external_id": "contactid personid userid customerid contactoid idcontacto contactextid",
        "company": "accountid accountextid companyid organizationid empresaid idempresa",
        "description": "notes notas comments comentarios additionalinfo",
    },
    "quote": {
        "external_id": "quoteid cotizacionid quoteextid",
        "title": "title name quotename titulo nombre",
        "person": "attention contact contacto atencion",
        "opportunity": "opportunity opportunityname opportunityextid opportunityid oportunidad trato",
    },
    "quote_line": {
        "external_id": "quotelineid quotelineitemid quotelineitemextid lineid",
        "quote": "quote quoteextid quoteid quotename cotizacion",
        "product": "product productname productextid productid producto",
    },
    "lead": {"external_id": "leadid prospectoid idprospecto iniciativaid leadextid mqlid"},
    "product": {
        "external_id": "productid productoid idproducto productextid",
        "name": "product productname producto articulo item nombredelproducto servicio",
    },
    "activity": {
        "external_id": "activityid taskid eventid taskextid eventextid actividadid tareaid idactividad",
        "type": "type tasksubtype activitytype eventsubtype tipo tipodeactividad",
        "status": "status state done completed estado hecha completada estatus",
        "belongs_to": "whatextid whatid relatedto",
        "person": "whoextid whoid attendee persona",
        "note": "note notes description body comments descripcion nota notas comentarios detalle",
        "lead": "lead leadid leadextid iniciativa prospecto",
        "contact": "contact contactid contactextid contacto",
        "company": "company account accountid accountextid companyid empresa cliente",
        "opportunity": "opportunity opportunityid opportunityextid deal oportunidad trato",
    },
    "message": {
        "external_id": "messageid noteid contentnoteextid feeditemextid emailmessageextid mensajeid notaid",
        "text": "textbody",
        "created_on": "messagedate",
        "belongs_to": "relatedrecordextid parentextid",
        "note": "isnote esnota private isprivate interno",
    },
    "opportunity": {
        "external_id": "opportunityid dealid oportunidadid idoportunidad tratoid idtrato opportunityextid",
        "company": "accountid accountextid companyid organizationid empresaid idempresa",
    },
}
_ANY_ID = "externalid id extid recordid identificador idexterno"
_FILLERS = {"value", "valor", "primary", "principal", "main", "work", "trabajo", "1"}
_NOT_THE_VALUE = {"label", "type", "tipo", "etiqueta"}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[^\W_]+")
_UNIT = re.compile(r"\([^)]*\)|__c$")

_SURE, _CALLED_SO, _LIKELY, _PERHAPS = 1.0, 0.9, 0.75, 0.5


@dataclass(frozen=True, slots=True)
class Guess:
    """One column's likely field.

    Attributes:
        place: the column, from 0.
        confidence: 0..1; 0.9 and more is the field's name or a usual word for it.
    """

    place: int
    header: str
    field: str
    confidence: float


def guess_mapping(kind: str, headers: Sequence[str]) -> list[Guess]:
    """The likely field of each column, at most one column for a field, in the columns' order.

    Columns that look like none are left out.  A header that is a field's own name means that field.
    """
    guesses = [
        Guess(place, header, field, confidence)
        for place, header in enumerate(headers)
        for field, confidence in _likely(kind, header, place).items()
    ]
    order = FIELDS[kind]
    guesses.sort(
        key=lambda guess: (guess.header != guess.field, -guess.confidence, guess.place, order.index(guess.field))
    )
    chosen = _chosen(guesses)
    if "last_name" in chosen and "name" in chosen and "first_name" not in chosen:  # “Nombre” beside “Apellidos”
        part = chosen["name"]
        if (part.header, chosen["last_name"].header) != ("name", "last_name"):
            others = [guess for guess in guesses if guess.place != part.place]
            chosen = _chosen([Guess(part.place, part.header, "first_name", part.confidence), *others])
    return sorted(chosen.values(), key=lambda guess: guess.place)


def _chosen(guesses: Sequence[Guess]) -> dict[str, Guess]:
    """The first guess for each field and for each column."""
    chosen: dict[str, Guess] = {}
    placed: set[int] = set()
    for guess in guesses:
        if guess.field not in chosen and guess.place not in placed:
            chosen[guess.field] = guess
            placed.add(guess.place)
    return chosen


def _likely(kind: str, header: str, place: int) -> dict[str, float]:
    """Every field the header may mean, with its confidence."""
    if header in FIELDS[kind]:
        return {header: _SURE}
    known = _known(kind)
    key = _key(header)
    found = {field: _SURE if key == field.replace("_", "") else _CALLED_SO for field in known.get(key, ())}
    if found:
        return found
    words = _words(header)
    if not words or words[-1] in _NOT_THE_VALUE:
        return {}
    if words[-1] in ("id", "extid") or "extid" in key:
        return {"external_id": _PERHAPS} if place < 2 and words[-1] == "id" else {}
    bare = [word for word in words if word not in _FILLERS]
    for field in known.get("".join(bare), ()):
        found.setdefault(field, _LIKELY)
    # English puts the thing last (“customer phone”), Spanish first (“teléfono del cliente”)
    for part in (bare[-2:], bare[-1:], bare[:1]):
        for field in known.get("".join(part), ()) if not found and len(bare) > 1 else ():
            found[field] = _PERHAPS
    return found


@cache
def _known(kind: str) -> dict[str, tuple[str, ...]]:
    """Header without spaces and signs, to the fields of this kind that are called so."""
    known: dict[str, list[str]] = {}
    for field in _LISTED[kind].split():
        called = [field.replace("_", ""), *_CALLED.get(field, "").split()]
        called += _CALLED_BY_KIND.get(kind, {}).get(field, "").split()
        called += _ANY_ID.split() if field == "external_id" else []
        for key in dict.fromkeys(called):
            known.setdefault(key, []).append(field)
    return {key: tuple(fields) for key, fields in known.items()}


def _words(header: str) -> list[str]:
    return _WORD.findall(fold(_CAMEL.sub(" ", _UNIT.sub("", header.strip()))))


def _key(header: str) -> str:
    return "".join(_words(header))
