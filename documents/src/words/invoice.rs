//! Words of invoices and credit notes. What a law gives a word for is called by it: a German credit note
//! is a Rechnungskorrektur, because a Gutschrift is an invoice that the customer writes (§ 14 (2) UStG);
//! a Spanish one is a factura rectificativa (Real Decreto 1619/2012); and where the customer owes the
//! tax, the words are those of article 226 of Directive 2006/112/EC.

use super::words;

words! {
    INVOICE: "Invoice {number}", "Rechnung {number}", "Factuur {number}", "Facture {number}",
        "Factura {number}", "Fattura {number}";
    CORRECTION: "Corrected invoice {number}", "Berichtigte Rechnung {number}",
        "Gecorrigeerde factuur {number}", "Facture rectificative {number}",
        "Factura rectificativa {number} (por sustitución)", "Fattura rettificativa {number}";
    CREDIT_NOTE: "Credit note {number}", "Rechnungskorrektur {number}", "Creditnota {number}",
        "Avoir {number}", "Factura rectificativa {number} (abono)", "Nota di credito {number}";
    COPY_OF: "Copy of invoice {number}", "Kopie der Rechnung {number}", "Kopie van factuur {number}",
        "Duplicata de la facture {number}", "Copia de la factura {number}",
        "Copia della fattura {number}";
    COPY_OF_CORRECTION: "Copy of corrected invoice {number}",
        "Kopie der berichtigten Rechnung {number}", "Kopie van gecorrigeerde factuur {number}",
        "Duplicata de la facture rectificative {number}",
        "Copia de la factura rectificativa {number} (por sustitución)",
        "Copia della fattura rettificativa {number}";
    COPY_OF_CREDIT: "Copy of credit note {number}", "Kopie der Rechnungskorrektur {number}",
        "Kopie van creditnota {number}", "Duplicata de l’avoir {number}",
        "Copia de la factura rectificativa {number} (abono)", "Copia della nota di credito {number}";
    COPIED: "Copy, made on {day}. Not to be booked twice.",
        "Kopie, erstellt am {day}. Nicht zweimal buchen.",
        "Kopie, gemaakt op {day}. Niet tweemaal boeken.",
        "Duplicata établi le {day}. À ne pas comptabiliser deux fois.",
        "Copia emitida el {day}. No contabilizar dos veces.",
        "Copia redatta il {day}. Da non registrare due volte.";
    CREDITS: "It credits invoice {number}.", "Sie berichtigt die Rechnung {number}.",
        "Deze crediteert factuur {number}.", "Il annule ou réduit la facture {number}.",
        "Rectifica la factura {number}.", "Storna la fattura {number}.";
    CREDITS_OF: "It credits invoice {number} of {day}.",
        "Sie berichtigt die Rechnung {number} vom {day}.",
        "Deze crediteert factuur {number} van {day}.",
        "Il annule ou réduit la facture {number} du {day}.",
        "Rectifica la factura {number} del {day}.", "Storna la fattura {number} del {day}.";
    REPLACES: "It replaces invoice {number}.", "Sie ersetzt die Rechnung {number}.",
        "Deze vervangt factuur {number}.", "Elle annule et remplace la facture {number}.",
        "Sustituye a la factura {number}.", "Sostituisce la fattura {number}.";
    REPLACES_OF: "It replaces invoice {number} of {day}.",
        "Sie ersetzt die Rechnung {number} vom {day}.",
        "Deze vervangt factuur {number} van {day}.",
        "Elle annule et remplace la facture {number} du {day}.",
        "Sustituye a la factura {number} del {day}.", "Sostituisce la fattura {number} del {day}.";

    NUMBER: "Invoice", "Rechnungsnummer", "Factuurnummer", "N° de facture", "N.º de factura",
        "N. fattura";
    CREDIT_NUMBER: "Credit note", "Belegnummer", "Creditnotanummer", "N° d’avoir",
        "N.º de rectificativa", "N. nota di credito";
    ISSUED: "Issued on", "Rechnungsdatum", "Factuurdatum", "Date d’émission", "Fecha de emisión",
        "Data di emissione";
    ORDER: "Your order", "Ihre Bestellung", "Uw bestelling", "Votre commande", "Su pedido",
        "Vostro ordine";
    ORDER_LATER: "Order, given later", "Bestellung, nachgereicht", "Bestelling, later opgegeven",
        "Commande, indiquée après", "Pedido, indicado después", "Ordine, indicato dopo";
    YOUR_REFERENCE: "Your reference", "Ihre Referenz", "Uw referentie", "Votre référence",
        "Su referencia", "Vostro riferimento";
    CONTRACT: "Contract", "Vertrag", "Contract", "Contrat", "Contrato", "Contratto";
    PERIOD: "Period", "Leistungszeitraum", "Periode", "Période", "Período", "Periodo";
    FROM_TO: "{from} to {to}", "{from} bis {to}", "{from} t/m {to}", "{from} au {to}",
        "{from} a {to}", "{from} – {to}";
    DELIVERED: "Delivered on", "Leistungsdatum", "Leverdatum", "Date de livraison",
        "Fecha de entrega", "Data di consegna";
    DELIVERY_NOTE: "Delivery note", "Lieferschein", "Pakbon", "Bon de livraison", "Albarán",
        "Documento di trasporto";
    DELIVERED_TO: "Delivered to", "Lieferanschrift", "Afleveradres", "Lieu de livraison",
        "Lugar de entrega", "Luogo di consegna";

    NO: "No.", "Pos.", "Nr.", "N°", "N.º", "N.";
    ITEM: "Item", "Bezeichnung", "Omschrijving", "Désignation", "Concepto", "Descrizione";
    ARTICLE: "Article", "Artikel", "Artikel", "Article", "Artículo", "Articolo";
    YOUR_ARTICLE: "Your article", "Ihr Artikel", "Uw artikel", "Votre article", "Su artículo",
        "Vostro articolo";
    QUANTITY: "Quantity", "Menge", "Aantal", "Quantité", "Cantidad", "Quantità";
    PRICE: "Price", "Einzelpreis", "Prijs", "Prix unitaire", "Precio", "Prezzo";
    VAT: "VAT", "USt", "Btw", "TVA", "IVA", "IVA";
    AMOUNT_NET: "Net", "Netto", "Netto", "HT", "Importe", "Imponibile";
    AMOUNT: "Amount", "Betrag", "Bedrag", "Montant", "Importe", "Importo";
    ART: "Art. {no}", "Art. {no}", "Art. {no}", "Réf. {no}", "Ref. {no}", "Art. {no}";
    YOUR_ART: "Your art. {no}", "Ihre Art.-Nr. {no}", "Uw art. {no}", "Votre réf. {no}",
        "Su ref. {no}", "Vostro art. {no}";
    ORDER_OF_LINE: "Order {order}", "Bestellung {order}", "Bestelling {order}", "Commande {order}",
        "Pedido {order}", "Ordine {order}";
    ORDER_LINE: "line {line}", "Position {line}", "regel {line}", "ligne {line}", "línea {line}",
        "riga {line}";
    SITE: "Site", "Ort", "Locatie", "Site", "Lugar", "Sede";
    SITE_OF_LINE: "Delivered to {site}", "Geliefert an {site}", "Geleverd aan {site}",
        "Livré à {site}", "Entregado en {site}", "Consegnato a {site}";
    COST_CENTRE: "Cost centre", "Kostenstelle", "Kostenplaats", "Centre de coût",
        "Centro de coste", "Centro di costo";
    COST_CENTRE_OF_LINE: "Cost centre {centre}", "Kostenstelle {centre}", "Kostenplaats {centre}",
        "Centre de coût {centre}", "Centro de coste {centre}", "Centro di costo {centre}";
    PER: "{price} per {count}", "{price} je {count}", "{price} per {count}", "{price} par {count}",
        "{price} por {count}", "{price} per {count}";
    SHARE_OF: "{reason}, {share} of {base}", "{reason}, {share} von {base}",
        "{reason}, {share} van {base}", "{reason}, {share} de {base}", "{reason}, {share} de {base}",
        "{reason}, {share} di {base}";
    WITH_SHARE: "{reason}, {share}", "{reason}, {share}", "{reason}, {share}", "{reason}, {share}",
        "{reason}, {share}", "{reason}, {share}";
    ALLOWANCE: "Discount", "Rabatt", "Korting", "Remise", "Descuento", "Sconto";
    CHARGE: "Surcharge", "Zuschlag", "Toeslag", "Supplément", "Recargo", "Maggiorazione";
    WITHOUT_ORDER: "Without an order", "Ohne Bestellung", "Zonder bestelling", "Sans commande",
        "Sin pedido", "Senza ordine";
    WITHOUT_SITE: "Without a place of delivery", "Ohne Lieferort", "Zonder afleveradres",
        "Sans lieu de livraison", "Sin lugar de entrega", "Senza luogo di consegna";
    WITHOUT_CENTRE: "Without a cost centre", "Ohne Kostenstelle", "Zonder kostenplaats",
        "Sans centre de coût", "Sin centro de coste", "Senza centro di costo";
    SUM_OF: "Subtotal {group}", "Zwischensumme {group}", "Subtotaal {group}", "Sous-total {group}",
        "Subtotal {group}", "Subtotale {group}";

    LINES: "Sum of the lines", "Zwischensumme", "Subtotaal", "Sous-total HT", "Subtotal", "Subtotale";
    NET: "Net", "Nettobetrag", "Totaal exclusief btw", "Total HT", "Base imponible",
        "Totale imponibile";
    VAT_ON: "VAT {rate} on {base}", "USt {rate} auf {base}", "Btw {rate} over {base}",
        "TVA {rate} sur {base}", "IVA {rate} sobre {base}", "IVA {rate} su {base}";
    SALES_TAX: "Sales tax {place}, {rate} on {base}", "Sales tax {place}, {rate} auf {base}",
        "Sales tax {place}, {rate} over {base}", "Sales tax {place}, {rate} sur {base}",
        "Sales tax {place}, {rate} sobre {base}", "Sales tax {place}, {rate} su {base}";
    SALES_TAX_OF_LINE: "Sales tax {place} {rate}: {tax}", "Sales tax {place} {rate}: {tax}",
        "Sales tax {place} {rate}: {tax}", "Sales tax {place} {rate}: {tax}",
        "Sales tax {place} {rate}: {tax}", "Sales tax {place} {rate}: {tax}";
    TOTAL: "Total", "Gesamtbetrag", "Totaal", "Total TTC", "Total", "Totale";
    TOTAL_CREDITED: "Total credited", "Gutgeschriebener Betrag", "Totaal gecrediteerd",
        "Total de l’avoir TTC", "Total abonado", "Totale accreditato";
    PREPAID: "Paid already", "Bereits bezahlt", "Al betaald", "Déjà payé", "Ya pagado",
        "Già pagato";
    ROUNDING: "Rounding", "Rundung", "Afronding", "Arrondi", "Redondeo", "Arrotondamento";
    TO_PAY: "To pay", "Zahlbetrag", "Te betalen", "Net à payer", "A pagar", "Da pagare";

    REVERSE_CHARGE: "Reverse charge: the customer owes the VAT.",
        "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).", "Btw verlegd.",
        "Autoliquidation : TVA due par le preneur.", "Inversión del sujeto pasivo.",
        "Inversione contabile.";
    WITHIN_UNION: "Exempt intra-Community supply, article 138 of Directive 2006/112/EC.",
        "Steuerfreie innergemeinschaftliche Lieferung, Artikel 138 der Richtlinie 2006/112/EG.",
        "Vrijgestelde intracommunautaire levering, artikel 138 van Richtlijn 2006/112/EG.",
        "Livraison intracommunautaire exonérée, article 138 de la directive 2006/112/CE.",
        "Entrega intracomunitaria exenta, artículo 138 de la Directiva 2006/112/CE.",
        "Cessione intracomunitaria non imponibile, articolo 138 della direttiva 2006/112/CE.";
    EXPORT: "Exempt export, article 146 of Directive 2006/112/EC.",
        "Steuerfreie Ausfuhrlieferung, Artikel 146 der Richtlinie 2006/112/EG.",
        "Vrijgestelde uitvoer, artikel 146 van Richtlijn 2006/112/EG.",
        "Exportation exonérée, article 146 de la directive 2006/112/CE.",
        "Exportación exenta, artículo 146 de la Directiva 2006/112/CE.",
        "Esportazione non imponibile, articolo 146 della direttiva 2006/112/CE.";
    EXEMPT: "Exempt from VAT.", "Umsatzsteuerfrei.", "Vrijgesteld van btw.", "Exonéré de TVA.",
        "Exento de IVA.", "Esente da IVA.";
    ZERO: "Zero-rated.", "Steuersatz null.", "Nultarief.", "Taux zéro.", "Tipo cero.",
        "Aliquota zero.";
    OUTSIDE: "Not subject to VAT.", "Nicht umsatzsteuerbar.", "Buiten de heffing van btw.",
        "Hors champ de la TVA.", "No sujeto a IVA.", "Fuori campo IVA.";

    DUE: "Due on", "Zahlbar bis", "Vervaldatum", "Échéance", "Vencimiento", "Scadenza";
    IN_PARTS: "In parts", "In Raten", "In termijnen", "En plusieurs fois", "A plazos", "A rate";
    DUE_PART: "{amount}, due on {day}", "{amount}, zahlbar bis {day}", "{amount}, uiterlijk {day}",
        "{amount}, le {day} au plus tard", "{amount}, hasta el {day}", "{amount}, entro il {day}";
    DISCOUNT: "Discount", "Skonto", "Betalingskorting", "Escompte", "Pronto pago", "Sconto";
    DISCOUNT_UNTIL: "{share} until {day}", "{share} bis {day}", "{share} tot en met {day}",
        "{share} jusqu’au {day}", "{share} hasta el {day}", "{share} fino al {day}";
    NOTHING_TO_PAY: "Nothing is to be paid: {amount} is credited to your account {account}.",
        "Es ist nichts zu zahlen: {amount} werden Ihrem Kundenkonto {account} gutgeschrieben.",
        "U hoeft niets te betalen: {amount} komt ten goede aan uw rekening {account}.",
        "Rien à payer : {amount} sont portés au crédit de votre compte {account}.",
        "No hay nada que pagar: {amount} se abonan en su cuenta {account}.",
        "Nulla da pagare: {amount} sono accreditati sul vostro conto {account}.";
    ALL_PAID: "Nothing is left to pay.", "Es ist nichts mehr zu zahlen.", "Er is niets meer te betalen.",
        "Il ne reste rien à payer.", "No queda nada por pagar.", "Non resta nulla da pagare.";
}
