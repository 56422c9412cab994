//! Words of any paper: its pages, who stands on it, how it is paid, and how it is proved.

use super::words;

words! {
    CARRIED: "Carried forward", "Übertrag", "Transporteren", "À reporter", "Suma y sigue", "A riportare";
    BROUGHT: "Brought forward", "Übertrag von Vorseite", "Transport", "Report", "Suma anterior", "Riporto";
    PAGE: "Page {n} of {of}", "Seite {n} von {of}", "Pagina {n} van {of}", "Page {n} sur {of}",
        "Página {n} de {of}", "Pagina {n} di {of}";
    VAT_ID: "VAT {id}", "USt-IdNr. {id}", "Btw-nr. {id}", "N° TVA {id}", "NIF-IVA {id}", "P. IVA {id}";
    REGISTERED: "Reg. no. {id}", "Reg.-Nr. {id}", "KvK/reg.nr. {id}", "N° d’enregistrement {id}",
        "N.º de registro {id}", "N. di registro {id}";
    CUSTOMER: "Customer", "Kundennummer", "Klantnummer", "N° client", "N.º de cliente", "Codice cliente";
    CURRENCY: "Currency", "Währung", "Valuta", "Devise", "Moneda", "Valuta";
    MADE_ON: "Made on", "Erstellt am", "Opgemaakt op", "Établi le", "Emitido el", "Redatto il";
    DATE: "Date", "Datum", "Datum", "Date", "Fecha", "Data";
    PAY_TO: "Pay to", "Zahlbar an", "Betalen aan", "À payer à", "Pagar a", "Pagare a";
    BANK: "Bank", "Bank", "Bank", "Banque", "Banco", "Banca";
    IBAN: "IBAN", "IBAN", "IBAN", "IBAN", "IBAN", "IBAN";
    ACCOUNT_NO: "Account number", "Kontonummer", "Rekeningnummer", "N° de compte", "N.º de cuenta",
        "Numero di conto";
    BIC: "BIC", "BIC", "BIC", "BIC", "BIC", "BIC";
    ROUTING: "Routing number", "Bankleitzahl (ABA)", "Bankcode (ABA)", "Code banque (ABA)",
        "Código bancario (ABA)", "Codice bancario (ABA)";
    REFERENCE: "Reference", "Verwendungszweck", "Betalingskenmerk", "Référence", "Concepto", "Causale";
    PAY_ONLINE: "Pay online", "Online bezahlen", "Online betalen", "Payer en ligne", "Pagar en línea",
        "Paga online";
    NOTE: "Note", "Hinweis", "Opmerking", "Remarque", "Nota", "Nota";
    CHECK: "Check code {code}. Is this genuine? See", "Prüfcode {code}. Echt? Prüfen unter",
        "Controlecode {code}. Echt? Controleer op", "Code de contrôle {code}. Authentique ? Vérifiez sur",
        "Código de control {code}. ¿Auténtico? Compruébelo en",
        "Codice di controllo {code}. Autentico? Verificare su";
    LOGO: "Mark of {name}", "Zeichen von {name}", "Beeldmerk van {name}", "Logo de {name}",
        "Logotipo de {name}", "Logo di {name}";
    SCAN: "Pay {amount} with your bank’s app", "{amount} mit der Bank-App bezahlen",
        "Betaal {amount} met de app van uw bank", "Payer {amount} avec l’app de votre banque",
        "Pagar {amount} con la app de su banco", "Paga {amount} con l’app della banca";
    SCAN_ALT: "Code for a bank transfer of {amount} to {iban}, reference {reference}",
        "Code für eine Überweisung von {amount} an {iban}, Verwendungszweck {reference}",
        "Code voor een overschrijving van {amount} naar {iban}, kenmerk {reference}",
        "Code pour un virement de {amount} vers {iban}, référence {reference}",
        "Código para una transferencia de {amount} a {iban}, concepto {reference}",
        "Codice per un bonifico di {amount} a {iban}, causale {reference}";
}

/// Words of the Swiss QR-bill, as its style guide gives them; there is none for Dutch and Spanish.
pub mod slip {
    use crate::words::words;

    words! {
        RECEIPT: "Receipt", "Empfangsschein", "Receipt", "Récépissé", "Receipt", "Ricevuta";
        PART: "Payment part", "Zahlteil", "Payment part", "Section paiement", "Payment part",
            "Sezione pagamento";
        PAYABLE_TO: "Account / Payable to", "Konto / Zahlbar an", "Account / Payable to",
            "Compte / Payable à", "Account / Payable to", "Conto / Pagabile a";
        REFERENCE: "Reference", "Referenz", "Reference", "Référence", "Reference", "Riferimento";
        MORE: "Additional information", "Zusätzliche Informationen", "Additional information",
            "Informations supplémentaires", "Additional information", "Informazioni supplementari";
        CURRENCY: "Currency", "Währung", "Currency", "Monnaie", "Currency", "Valuta";
        AMOUNT: "Amount", "Betrag", "Amount", "Montant", "Amount", "Importo";
        ACCEPTED: "Acceptance point", "Annahmestelle", "Acceptance point", "Point de dépôt",
            "Acceptance point", "Punto di accettazione";
        PAYABLE_BY: "Payable by", "Zahlbar durch", "Payable by", "Payable par", "Payable by",
            "Pagabile da";
        PAYABLE_BY_BLANK: "Payable by (name/address)", "Zahlbar durch (Name/Adresse)",
            "Payable by (name/address)", "Payable par (nom/adresse)", "Payable by (name/address)",
            "Pagabile da (nome/indirizzo)";
        SEPARATE: "Separate before paying in", "Vor der Einzahlung abzutrennen",
            "Separate before paying in", "A détacher avant le versement",
            "Separate before paying in", "Da staccare prima del versamento";
    }
}
