//! Words of the mails that documents go out with, and of reminders that say everything in one.

use super::words;

words! {
    INVOICE: "Invoice {number}", "Rechnung {number}", "Factuur {number}", "Facture {number}",
        "Factura {number}", "Fattura {number}";
    CREDIT_NOTE: "Credit note {number}", "Rechnungskorrektur {number}", "Creditnota {number}",
        "Avoir {number}", "Abono {number}", "Nota di credito {number}";
    STATEMENT: "Statement of account {number}", "Kontoauszug {number}",
        "Rekeningoverzicht {number}", "Relevé de compte {number}", "Extracto de cuenta {number}",
        "Estratto conto {number}";
    GREETING: "Good day,", "Guten Tag,", "Goedendag,", "Bonjour,", "Buenos días:", "Buongiorno,";
    ATTACHED: "{document} is attached.", "{document} finden Sie im Anhang.",
        "{document} vindt u in de bijlage.", "{document} est en pièce jointe.",
        "Adjuntamos: {document}.", "In allegato: {document}.";
    LINKED: "{document} is ready for you in the portal.",
        "{document} liegt im Portal für Sie bereit.",
        "{document} staat voor u klaar in het portaal.",
        "{document} est à votre disposition sur le portail.",
        "{document} está disponible en el portal.", "{document} è disponibile nel portale.";
    SEE: "See it in the portal:", "Im Portal ansehen:", "Bekijken in het portaal:",
        "Consulter sur le portail :", "Ver en el portal:", "Vedere nel portale:";
    CHOOSE: "How you get documents is yours to choose:",
        "Wie Sie Dokumente erhalten, bestimmen Sie selbst:",
        "Hoe u documenten ontvangt, bepaalt u zelf:",
        "Choisissez comment vous recevez vos documents :",
        "Usted elige cómo recibe los documentos:", "Può scegliere come ricevere i documenti:";

    HELLO: "Hello {name},", "Guten Tag {name},", "Goedendag {name},", "Bonjour {name},",
        "Buenos días, {name}:", "Buongiorno {name},";
    HAS_TO_PAY: "this is what {account} has to pay:", "das hat {account} zu zahlen:",
        "dit heeft {account} te betalen:", "voici ce que {account} doit régler :",
        "esto es lo que {account} tiene que pagar:", "ecco quanto {account} deve pagare:";
    AND: "and", "und", "en", "et", "y", "e";
    ON_ONE: "{amount} on invoice {number}, {when}", "{amount} aus Rechnung {number}, {when}",
        "{amount} voor factuur {number}, {when}", "{amount} sur la facture {number}, {when}",
        "{amount} de la factura {number}, {when}", "{amount} sulla fattura {number}, {when}";
    ON_MANY: "{amount} on {count} invoices of {seller}", "{amount} aus {count} Rechnungen von {seller}",
        "{amount} voor {count} facturen van {seller}", "{amount} sur {count} factures de {seller}",
        "{amount} de {count} facturas de {seller}", "{amount} su {count} fatture di {seller}";
    DUE_TODAY: "due today", "heute fällig", "vervalt vandaag", "à échéance aujourd’hui", "vence hoy",
        "scade oggi";
    DUE_IN: "due {day} (in {days})", "fällig {day} (in {days})", "vervalt {day} (over {days})",
        "échéance {day} (dans {days})", "vence el {day} (en {days})", "scade {day} (tra {days})";
    WAS_DUE: "was due {day} ({days} ago)", "war fällig {day} (vor {days})",
        "is vervallen {day} ({days} geleden)", "échue {day} (il y a {days})",
        "venció el {day} (hace {days})", "scaduta {day} ({days} fa)";
    // After "in" and "ago".
    ONE_DAY: "1 day", "1 Tag", "1 dag", "1 jour", "1 día", "1 giorno";
    DAYS: "{count} days", "{count} Tagen", "{count} dagen", "{count} jours", "{count} días",
        "{count} giorni";
    NOT_ASKED_FOR: "What we do not ask for: {list}.", "Nicht verlangt wird: {list}.",
        "Wat wij niet vragen: {list}.", "Ce que nous ne réclamons pas : {list}.",
        "Lo que no reclamamos: {list}.", "Quanto non chiediamo: {list}.";
    DISPUTED: "{amount} you dispute", "{amount}, die Sie beanstanden",
        "{amount} die u betwist", "{amount} que vous contestez", "{amount} que usted disputa",
        "{amount} che contestate";
    ON_ITS_WAY: "{amount} that is on its way", "{amount}, die unterwegs sind",
        "{amount} die onderweg is", "{amount} en cours de paiement", "{amount} que está en camino",
        "{amount} già in arrivo";
    PROMISED: "{amount} you promised", "{amount}, die Sie zugesagt haben",
        "{amount} die u hebt toegezegd", "{amount} que vous avez promis", "{amount} que ha prometido",
        "{amount} che avete promesso";
    ON_A_PLAN: "{amount} on a plan", "{amount}, die in Raten gezahlt werden",
        "{amount} in een betalingsregeling", "{amount} dans un échéancier", "{amount} en un plan de pagos",
        "{amount} in un piano di rientro";
    COVERED: "{amount} that your credit covers", "{amount}, die Ihr Guthaben deckt",
        "{amount} die uw tegoed dekt", "{amount} que couvre votre avoir", "{amount} que cubre su saldo a favor",
        "{amount} che il vostro credito copre";
    SEE_AND_PAY: "See and pay it", "Ansehen und zahlen", "Bekijken en betalen", "Consulter et payer",
        "Ver y pagar", "Vedere e pagare";
    A_QUESTION: "A question? Answer this mail or write to {email}.",
        "Eine Frage? Antworten Sie auf diese Mail oder schreiben Sie an {email}.",
        "Een vraag? Beantwoord deze mail of schrijf naar {email}.",
        "Une question ? Répondez à ce message ou écrivez à {email}.",
        "¿Alguna pregunta? Responda a este correo o escriba a {email}.",
        "Una domanda? Rispondete a questa mail o scrivete a {email}.";
    NEVER_BY_MAIL: "We never send new bank details by mail; the portal has them.",
        "Neue Bankdaten senden wir nie per Mail; sie stehen im Portal.",
        "Nieuwe bankgegevens sturen wij nooit per mail; ze staan in het portaal.",
        "Nous n’envoyons jamais de nouvelles coordonnées bancaires par mail ; elles sont sur le portail.",
        "Nunca enviamos datos bancarios nuevos por correo; están en el portal.",
        "Non inviamo mai nuove coordinate bancarie per mail; sono nel portale.";
}
