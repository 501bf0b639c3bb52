"""Files of contacts as programs write them, small and made up, and the way through an import."""

from django.core.files.uploadedfile import SimpleUploadedFile

from crm_core.contact_import.models import ContactFile
from crm_core.contact_import.services import accept_file, ask_undo, confirm, set_mapping, work_on
from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.profile.export import profile_record

GOOGLE = """First Name,Middle Name,Last Name,Phonetic First Name,Organization Name,Organization Title,Notes,Labels,\
E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,\
Address 1 - Label,Address 1 - Formatted,Birthday
Bea,,Kurz,,Atelier B,Buyer,"first line
second line",* myContacts ::: Retail,* Work,BEA@Example.com ::: bea.k@example.com,,,Mobile,\
+49 1512 0000002 ::: 01512 0000002,Home,"Gasse 7
10117 Berlin
DE",1981-03-28
Bea,,Kurz,,,,,* myContacts,Home,bea@example.com,,,Mobile,0049 1512 0000002,,,
小红,,李,xiaohong,,,,* myContacts,,li@例え.jp,,,,+86 138 0000 0002,,,
,,,,Just A Firm,,,,,,,,Work,555-0101,,,
Suharto,,,,,,,,,suharto@example.com,,,,,,,--04-02
"""
HUBSPOT = """"Record ID - Contact","First Name","Last Name","Email","Phone Number","Contact owner","Lifecycle Stage",\
"Marketing contact status","Unsubscribed from all email","Associated Company","Additional email addresses","Create Date"
"201","Lia","Verdi","lia@example.com","+39 02 0000 002","rep@example.com","Customer","Marketing contact","true",\
"Verdi Srl (lia.example)","lia.old@example.com;LIA@example.org","2026-01-02 10:00"
"202","Lia","Verdi","LIA.OLD@example.com","","","Lead","Non-marketing contact","","","","2026-02-02 10:00"
"203","Nora","Ohne","","","","Lead","","","","","2026-02-02 10:00"
"""
OUTLOOK = """First Name,Last Name,E-mail Address,E-mail 2 Address,Business Phone,Mobile Phone,Business Street,\
Business City,Business Postal Code,Business Country/Region,Company,Job Title,Categories,Notes,Birthday
Jörg,Weiß,joerg@example.de,,+49 30 1234567,+49 1512 0000003,Hauptstr. 5,Berlin,10115,Germany,Weiß GmbH,Chef,\
Kunde;VIP,Grüße,0/0/00
"""
SALESFORCE = """Salutation,First Name,Last Name,Title,Account Name,Mailing Street,Mailing City,\
Mailing State/Province,Mailing Zip/Postal Code,Mailing Country,Phone,Mobile,Email,Email Opt Out,Do Not Call,Account Owner
Ms.,Ana,Lopez,CTO,Lopez SA,"Calle 1, 2º",Madrid,,28001,Spain,+34 91 000 00 01,,ana@example.es,1,0,Rep
"""
PRESTASHOP = """ID;Social title;First name;Last name;Email address;Group;Sales;Enabled;Newsletter;Partner offers
7;Mr;Luc;Petit;luc@example.fr;Customer;--;1;1;0
8;Mme;Zoé;Roy;zoe@example.fr;Customer;--;1;0;0
"""
PHONE_CARD = b"""BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B;=E5=B0=8F=E6=98=8E;;;\r
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B=E5=B0=8F=E6=98=8E\r
TEL;CELL;PREF:+86 138 0000 0003\r
TEL;WORK;FAX:+86 10 6000 0001\r
EMAIL;HOME:wang@example.cn\r
ADR;HOME;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;=E9=95=BF=E5=AE=89=E8=A1=97=\r
1=E5=8F=B7;=E5=8C=97=E4=BA=AC;;100000;CN\r
NOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0Atwo\r
PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQ\r
 AAAQABAAD/2wBDAAgGBg==\r
\r
END:VCARD\r
"""
APPLE_CARDS = b"""BEGIN:VCARD
VERSION:3.0
N:O'Neil;Tess;;Dr.;
FN:Dr. Tess O'Neil
ORG:Tides\\, Inc.;Sales
TITLE:Head of
  Purchasing
item1.EMAIL;type=INTERNET;type=pref:tess@tides.example
item1.X-ABLabel:_$!<Work>!$_
EMAIL;type=INTERNET;type=HOME:tess@home.example
TEL;type=CELL;type=VOICE;type=pref:+1 202 555 0143
item2.ADR;type=WORK:;;1 Pier St\\nFloor 2;Boston;MA;02110;United States
NOTE:line one\\nline\\, two
CATEGORIES:VIP,Wholesale
BDAY:1980-05-06
IMPP;X-SERVICE-TYPE=Skype:skype:tess.oneil
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:org
FN:Harbour Kitchens
ORG:Harbour Kitchens
TEL;VALUE=uri;TYPE=work:tel:+1-202-555-0144
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:never closed
"""


def taken(content, name="contacts.csv", **facts):
    content = content.encode() if isinstance(content, str) else content
    return accept_file(SimpleUploadedFile(name, content), **facts)


def checked(content, name="contacts.csv", *, replaces=False, mapping=None, region="", follow_ons=(), **facts):
    file = taken(content, name, **facts)
    chosen = file.mapping | (mapping or {})
    assert set_mapping(file, chosen, replaces=replaces, region=region, follow_ons=follow_ons)
    work_on(file.pk)
    return ContactFile.objects.get(pk=file.pk)


def imported(content, name="contacts.csv", **facts):
    file = checked(content, name, **facts)
    assert confirm(file), file.failure
    work_on(file.pk)
    return ContactFile.objects.get(pk=file.pk)


def undone(file):
    assert ask_undo(file)
    work_on(file.pk)
    return ContactFile.objects.get(pk=file.pk)


def everything():
    """All that imports write, without numbers and days."""
    return [
        (profile_record(customer), customer.name, customer.email, customer.phone, customer.language)
        for customer in Customer.objects.order_by("pk")
    ], sorted(CustomerIdentifier.objects.values_list("kind", "value", "customer"))
