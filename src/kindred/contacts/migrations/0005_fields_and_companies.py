import django.db.models.deletion
import kindred.kit.clock
from django.db import migrations, models

from kindred.kit.db.full_text import KeepFullText


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('contacts', '0004_removal'),
    ]

    operations = [
        migrations.CreateModel(
            name='Community',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('name_key', models.CharField(editable=False, max_length=120)),
                ('created_at', models.DateTimeField(default=kindred.kit.clock.utc_now, editable=False)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='communities', to='accounts.workspace')),
            ],
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('name_key', models.CharField(editable=False, max_length=120)),
                ('created_at', models.DateTimeField(default=kindred.kit.clock.utc_now, editable=False)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topics', to='accounts.workspace')),
            ],
        ),
        migrations.CreateModel(
            name='CompanyDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='contacts.company')),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
        ),
        migrations.CreateModel(
            name='ContactCommunity',
            fields=[
                ('pk', models.CompositePrimaryKey('contact_id', 'community_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contact_communities', to='contacts.community')),
                ('contact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='contacts.contact')),
            ],
        ),
        migrations.CreateModel(
            name='ContactTopic',
            fields=[
                ('pk', models.CompositePrimaryKey('contact_id', 'topic_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('contact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='contacts.contact')),
                ('topic', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contact_topics', to='contacts.topic')),
            ],
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('medium', models.CharField(choices=[('email', 'E-mail'), ('phone', 'Phone'), ('link', 'Link')], max_length=8)),
                ('type', models.CharField(blank=True, max_length=12)),
                ('value', models.CharField(max_length=500)),
                ('key', models.CharField(editable=False, max_length=500)),
                ('state', models.CharField(blank=True, max_length=10)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=kindred.kit.clock.utc_now, editable=False)),
                ('contact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='points', to='contacts.contact')),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
        ),
        migrations.AddField(
            model_name='company',
            name='city',
            field=models.CharField(blank=True, max_length=120, verbose_name='city'),
        ),
        migrations.AddField(
            model_name='company',
            name='country',
            field=models.CharField(blank=True, max_length=2, verbose_name='country'),
        ),
        migrations.AddField(
            model_name='company',
            name='link',
            field=models.CharField(blank=True, max_length=500, verbose_name='profile link'),
        ),
        migrations.AddField(
            model_name='company',
            name='location',
            field=models.CharField(blank=True, max_length=200, verbose_name='location'),
        ),
        migrations.AddField(
            model_name='company',
            name='region',
            field=models.CharField(blank=True, max_length=120, verbose_name='region'),
        ),
        migrations.AddField(
            model_name='company',
            name='size',
            field=models.CharField(blank=True, choices=[('1', '1'), ('2-10', '2–10'), ('11-50', '11–50'), ('51-200', '51–200'), ('201-500', '201–500'), ('501-1000', '501–1,000'), ('1001-5000', '1,001–5,000'), ('5001-10000', '5,001–10,000'), ('10001', 'More than 10,000')], max_length=12, verbose_name='size'),
        ),
        migrations.AddField(
            model_name='company',
            name='updated_at',
            field=models.DateTimeField(default=kindred.kit.clock.utc_now, editable=False),
        ),
        migrations.AddField(
            model_name='company',
            name='website',
            field=models.CharField(blank=True, max_length=500, verbose_name='website'),
        ),
        migrations.AddField(
            model_name='contact',
            name='best_time',
            field=models.CharField(blank=True, choices=[('morning', 'Morning'), ('midday', 'Midday'), ('afternoon', 'Afternoon'), ('evening', 'Evening'), ('weekend', 'Weekend')], db_default='', default='', max_length=12, verbose_name='best time'),
        ),
        migrations.AddField(
            model_name='contact',
            name='email_checked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='contact',
            name='email_state',
            field=models.CharField(blank=True, choices=[('verified', 'Verified'), ('risky', 'Risky'), ('invalid', 'Does not work')], db_default='', default='', max_length=10, verbose_name='e-mail verified'),
        ),
        migrations.AddField(
            model_name='contact',
            name='email_type',
            field=models.CharField(blank=True, choices=[('work', 'Work'), ('personal', 'Personal'), ('other', 'Other')], db_default='', default='', max_length=12, verbose_name='type of e-mail'),
        ),
        migrations.AddField(
            model_name='contact',
            name='latitude',
            field=models.FloatField(blank=True, null=True, verbose_name='latitude'),
        ),
        migrations.AddField(
            model_name='contact',
            name='longitude',
            field=models.FloatField(blank=True, null=True, verbose_name='longitude'),
        ),
        migrations.AddField(
            model_name='contact',
            name='phone_checked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='contact',
            name='phone_state',
            field=models.CharField(blank=True, choices=[('verified', 'Verified'), ('risky', 'Risky'), ('invalid', 'Does not work')], db_default='', default='', max_length=10, verbose_name='phone verified'),
        ),
        migrations.AddField(
            model_name='contact',
            name='phone_type',
            field=models.CharField(blank=True, choices=[('work', 'Work'), ('mobile', 'Mobile'), ('home', 'Home'), ('other', 'Other')], db_default='', default='', max_length=12, verbose_name='type of phone'),
        ),
        migrations.AddField(
            model_name='contact',
            name='preferred_channel',
            field=models.CharField(blank=True, choices=[('email', 'E-mail'), ('phone', 'Phone'), ('sms', 'Text message'), ('chat', 'Chat'), ('social', 'Social network')], db_default='', default='', max_length=12, verbose_name='preferred channel'),
        ),
        migrations.AddField(
            model_name='contact',
            name='preferred_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='preferred name'),
        ),
        migrations.AddField(
            model_name='contact',
            name='prefix',
            field=models.CharField(blank=True, db_default='', default='', max_length=40, verbose_name='title before the name'),
        ),
        migrations.AddField(
            model_name='contact',
            name='relocation',
            field=models.CharField(blank=True, choices=[('open', 'Open to it'), ('maybe', 'Perhaps'), ('no', 'No')], db_default='', default='', max_length=12, verbose_name='relocation'),
        ),
        migrations.AddField(
            model_name='contact',
            name='salary_currency',
            field=models.CharField(blank=True, db_default='', default='', max_length=3, verbose_name='currency of the salary'),
        ),
        migrations.AddField(
            model_name='contact',
            name='salary_expectation',
            field=models.BigIntegerField(blank=True, null=True, verbose_name='salary expectation'),
        ),
        migrations.AddField(
            model_name='contact',
            name='source_detail',
            field=models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='source details'),
        ),
        migrations.AddField(
            model_name='contact',
            name='suffix',
            field=models.CharField(blank=True, db_default='', default='', max_length=40, verbose_name='suffix'),
        ),
        migrations.AddField(
            model_name='contact',
            name='work_mode',
            field=models.CharField(blank=True, choices=[('remote', 'Remote'), ('hybrid', 'Hybrid'), ('onsite', 'On site')], db_default='', default='', max_length=12, verbose_name='where they want to work'),
        ),
        migrations.AddField(
            model_name='customfield',
            name='options',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AlterField(
            model_name='customfield',
            name='kind',
            field=models.CharField(choices=[('text', 'Text'), ('number', 'Number'), ('date', 'Date'), ('choice', 'Choice'), ('choices', 'Several choices'), ('yes_no', 'Yes or no'), ('url', 'Link'), ('person', 'Member of the team')], default='text', max_length=10, verbose_name='kind'),
        ),
        migrations.AddIndex(
            model_name='company',
            index=models.Index(fields=['workspace', 'created_at', 'id'], name='company_by_creation'),
        ),
        migrations.AddField(
            model_name='contact',
            name='communities',
            field=models.ManyToManyField(through='contacts.ContactCommunity', to='contacts.community'),
        ),
        migrations.AddField(
            model_name='contact',
            name='topics',
            field=models.ManyToManyField(through='contacts.ContactTopic', to='contacts.topic'),
        ),
        migrations.AddConstraint(
            model_name='community',
            constraint=models.UniqueConstraint(fields=('workspace', 'name_key'), name='one_community_per_name'),
        ),
        migrations.AddConstraint(
            model_name='companydomain',
            constraint=models.UniqueConstraint(fields=('workspace', 'domain'), name='one_company_per_domain'),
        ),
        migrations.AddIndex(
            model_name='contactcommunity',
            index=models.Index(fields=['community', 'contact'], name='contacts_in_community'),
        ),
        migrations.AddIndex(
            model_name='contactpoint',
            index=models.Index(fields=['workspace', 'medium', 'key'], name='contact_by_point'),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.UniqueConstraint(condition=models.Q(('medium', 'email')), fields=('workspace', 'key'), name='one_contact_per_further_email'),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.UniqueConstraint(fields=('contact', 'medium', 'key'), name='once_per_contact'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.UniqueConstraint(fields=('workspace', 'name_key'), name='one_topic_per_name'),
        ),
        migrations.AddIndex(
            model_name='contacttopic',
            index=models.Index(fields=['topic', 'contact'], name='contacts_on_topic'),
        ),
        # SQLite remade both tables, and the triggers that keep the words went with the old ones.
        KeepFullText("Contact", ["name_key", "email_key", "title"]),
        KeepFullText("Company", ["name_key"]),
    ]
