import { parentOf, type Shape } from './models.ts';

/** The schema of `modelFiles`, as SQLAlchemy's models, and a program that has Alembic compare them with a database. */
export const alembicFiles = (shape: Shape): Readonly<Record<string, string>> => ({
  'models.py': modelsText(shape),
  'check.py': CHECK,
});

/** What `alembic check` does, which not every version of it has. What Sluice itself keeps is no difference. */
const CHECK = `
import sys
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from models import metadata

def include(name, kind, parents):
    return kind != 'table' or not name.startswith('sluice_version')

with create_engine(sys.argv[1]).connect() as connection:
    found = compare_metadata(MigrationContext.configure(connection, opts={'include_name': include}), metadata)
for one in found:
    print(one)
sys.exit(1 if found else 0)
`;

const modelsText = ({ tables, enums }: Shape): string =>
  [
    'from sqlalchemy import *',
    'from sqlalchemy.dialects.postgresql import ENUM, JSONB, UUID',
    'metadata = MetaData()',
    ...Array.from(
      { length: enums },
      (_, n) => `e${n} = ENUM('new', 'open', 'done', 'gone', name='e${n}', metadata=metadata)`,
    ),
    ...Array.from({ length: tables }, (_, n) => tableText(n, enums)),
  ].join('\n');

const tableText = (n: number, enums: number): string => `
Table('t${n}', metadata,
  Column('id', Integer, Identity(always=True), primary_key=True),
  Column('parent', Integer${n === 0 ? '' : `, ForeignKey('t${parentOf(n)}.id', name='t${n}_parent_t${parentOf(n)}_id_fk')`}),
  Column('name', String(200), nullable=False),
  Column('code', Text, nullable=False),
  Column('state', e${n % enums}, nullable=False, server_default='new'),
  Column('amount', Numeric(12, 2), nullable=False, server_default='0'),
  Column('total', BigInteger),
  Column('isOpen', Boolean, nullable=False, server_default=text('true')),
  Column('made', DateTime(timezone=True), nullable=False, server_default=func.now()),
  Column('day', Date),
  Column('token', UUID, server_default=func.gen_random_uuid()),
  Column('more', JSONB, nullable=False, server_default='{}'),
  Column('note', Text),
  UniqueConstraint('code', name='t${n}_code'),
  CheckConstraint('amount >= 0', name='t${n}_amount'),
  Index('t${n}_parent', 'parent'),
  Index('t${n}_name', 'name'),
  Index('t${n}_made', 'made'),
)`;
